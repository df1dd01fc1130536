import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crmNames, crms } from '../../../src/core/crm';

const source = join(__dirname, '../../../src');

/** Where a CRM may be named: who speaks to one, what is data about one, what puts them together, what stands in for one. */
const homes = [
  ...crms.flatMap((crm) => [`connectors/${crm}/`, `catalog/mappings/${crm}/`, `catalog/email/${crm}.ts`]),
  'connectors/registry.ts',
  'catalog/catalog.ts',
  'catalog/quotas.ts', // what each allows
  'core/crm.ts', // the list of them
  'http/crm-routes.ts', // the paths under which they call us
  'platform/config.ts', // our apps at them have settings
  'adapters.ts', // how each is opened
  'app.module.ts',
  'cli/',
  'sandbox/',
];

/** A new CRM is looked for by itself; the others are what the two are also known by. */
const names = new RegExp([...crms, ...Object.values(crmNames), 'hubapi', 'jsforce', 'force\\.com'].join('|'), 'i');

const isAtHome = (file: string): boolean => homes.some((home) => file === home || file.startsWith(home));

const naming: readonly string[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.\w+$/.test(file) && !file.endsWith('.spec.ts'))
  .filter((file) => names.test(`${file}\n${readFileSync(join(source, file), 'utf8')}`));

describe('the names of CRMs', () => {
  it('stand with the connectors, the catalogue, the routes, the settings and what puts them together, and nowhere else', () => {
    expect(naming.filter((file) => !isAtHome(file))).toEqual([]);
  });

  it.each(homes)('have a home in %s that is lived in', (home) => {
    expect(naming.some((file) => file === home || file.startsWith(home))).toBe(true);
  });
});
