// Writes every built file beside itself as gzip and brotli, and holds the budget of bytes.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
// gzip, first load of one page
const light = { '.js': 40 * 1024, '.css': 8 * 1024 };
const budgets = { 'desk.html': { '.js': 330 * 1024, '.css': 15 * 1024 }, 'party.html': light, 'mediator.html': light, 'proof.html': { '.js': 12 * 1024, '.css': 8 * 1024 } };
const whole = 3 * 1024 * 1024; // of everything that is built in, uncompressed

function* files(dir) {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else if (/\.(html|js|css)$/.test(name)) yield path;
  }
}

const zipped = new Map();
for (const path of files(dist)) {
  const raw = readFileSync(path);
  const gz = gzipSync(raw, { level: 9 });
  writeFileSync(path + '.gz', gz);
  writeFileSync(path + '.br', brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  zipped.set('/' + path.slice(dist.length), gz.length);
}
let failed = 0;
for (const path of zipped.keys()) {
  if (!path.endsWith('.html')) continue;
  const html = readFileSync(join(dist, path), 'utf8');
  const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1]);
  for (const [ext, most] of Object.entries(budgets[path.slice(1)])) {
    const bytes = first.filter((f) => f.endsWith(ext)).reduce((n, f) => n + (zipped.get(f) ?? 0), 0);
    console.log(`${path} ${ext}: ${bytes} of ${most} bytes gzip`);
    if (bytes > most || (ext === '.js' && bytes === 0)) failed++;
  }
}
const total = [...files(dist)].reduce((n, f) => n + statSync(f).size, 0);
console.log(`all: ${total} of ${whole} bytes`);
if (total > whole) failed++;
if (failed > 0) process.exit(1);
