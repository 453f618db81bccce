import { maskText, secretMasker } from '../../src/base/mask.ts';
const parts = ['\\','\\\\"','\\"a\\":\\"', '"token":"', '"a" ', '"a" :', '\\"token\\":\\"','?auth=','http://','a=','Bearer ','Bearer\t','\\\\\\','"a"','token','a.','a','http://a:','%','"','"a":"\\', '\\"token\\":\\"\\\\', ' ', '\\"a\\"  '];
test.each(parts)('%s', (part) => {
  for (const n of [1_000_000, 5_000_000]) {
  const t = Date.now();
  maskText(part.repeat(n / part.length));
  maskText('"token":"' + part.repeat(n / part.length));
  maskText('\\"token\\":\\"' + part.repeat(n / part.length));
  maskText('"token"' + part.repeat(n / part.length)+'"');
  console.log(JSON.stringify(part), n, Date.now() - t);
  }
});
test('masker', () => {
  for (const [k,l] of [[100,160],[1000,16],[50,1000],[10,6000],[1,60000],[1,1000000]] as const) {
    const secrets = Array.from({length:k},(_,i)=>(String(i)+'aé').repeat(l).slice(0,l));
    const t=Date.now();
    try { secretMasker(secrets)('a'.repeat(1_000_000)); secretMasker(secrets)('1234567890'.repeat(100_000));console.log(k,l,Date.now()-t);} catch(e){console.log(k,l,String(e).slice(0,100));}
  }
});
