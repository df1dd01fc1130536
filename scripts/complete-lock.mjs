// Adds lock entries for foreign-platform optional binaries that the registry used for locking did not serve.
import fs from 'node:fs';
const f = 'package-lock.json';
const l = JSON.parse(fs.readFileSync(f, 'utf8'));
let n = 0;
const os = {
    darwin: 'darwin',
    win32: 'win32',
    windows: 'win32',
    linux: 'linux',
    android: 'android',
    freebsd: 'freebsd',
    openharmony: 'openharmony',
  },
  cpu = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64'];
for (const [k, v] of Object.entries({ ...l.packages }))
  for (const [name, range] of Object.entries(v.optionalDependencies ?? {})) {
    const key = 'node_modules/' + name;
    if (l.packages[key] || l.packages[k + '/' + key]) continue;
    if (!/^\d/.test(range)) {
      console.log('skip', name, range);
      continue;
    }
    const o = Object.keys(os).find((x) => name.includes(x)),
      c = cpu.find((x) => name.includes(x));
    l.packages[key] = {
      version: range,
      optional: true,
      ...(v.dev && { dev: true }),
      ...(o && { os: [os[o]] }),
      ...(c && { cpu: [c] }),
    };
    n++;
    console.log('add', name, range, os[o] ?? '-', c ?? '-');
  }
l.packages = Object.fromEntries(Object.entries(l.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync(f, JSON.stringify(l, null, 2) + '\n');
console.log('added', n);
