import { chromium } from '@playwright/test';
const base='http://localhost:3111';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']});
const pages=process.argv.slice(2);
for (const [w,scheme] of [[1280,'light'],[390,'dark']]) {
  const c=await b.newContext({viewport:{width:w,height:900},colorScheme:scheme,baseURL:base});
  const p=await c.newPage();
  await p.goto('/login'); await p.getByLabel('Email address').fill('ana.lima@example.com'); await p.getByLabel('Password',{exact:true}).fill('velvet-quarry-44-moth'); await p.getByRole('button',{name:'Sign in',exact:true}).click(); await p.waitForURL(/\/o\//);
  for (const [i,path] of pages.entries()) { const t=Date.now(); await p.goto(path); await p.screenshot({path:`/tmp/shots/${i}-${w}.png`,fullPage:true}); console.log(path,w,Date.now()-t); }
  await c.close();
}
await b.close();
