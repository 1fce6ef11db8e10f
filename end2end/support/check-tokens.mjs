// A host product of a few lines, which are those of the API's reference as they stand: says of each token in its argument
// whose it is, or why it is refused. It may be told that it is later than it is, in milliseconds.

import { whoIs } from '../../src/reference/check-token.mjs';

const { tokens, later } = JSON.parse(process.argv[2]);
const Now = Date;
globalThis.Date = class extends Now {
  constructor(...parts) {
    super(...(parts.length ? parts : [Date.now()]));
  }
  static now() {
    return Now.now() + later;
  }
};

const answers = [];
for (const token of tokens) {
  const request = new Request('http://product.example/', { headers: { authorization: `Bearer ${token}` } });
  answers.push(await whoIs(request).then((claims) => ({ claims }), ({ code, claim }) => ({ refused: code, claim })));
}
console.log(JSON.stringify(answers));
