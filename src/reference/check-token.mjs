import { createRemoteJWKSet, jwtVerify } from "jose";

const tenantry = process.env.TENANTRY_URL;
const keys = createRemoteJWKSet(new URL(tenantry + "/.well-known/jwks.json"));

export async function whoIs(request) {
  const token = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
  const rules = { issuer: tenantry, audience: tenantry, algorithms: ["EdDSA"] };
  return (await jwtVerify(token, keys, rules)).payload;
}
