/** Which company a domain belongs to: the oldest of several, as companies may share one. */
import type { RecordStore, RecordWatcher, StoredRecord } from './record-store';

const domainProperties = ['domain', 'hs_additional_domains'];

export class CompanyDomains implements RecordWatcher {
  private readonly byDomain = new Map<string, Set<string>>();

  constructor(companies: RecordStore) {
    for (const company of companies.all()) if (company.archivedAt === null) this.addAll(company);
    companies.watch(this);
  }

  find(domain: string): string | undefined {
    const ids = [...(this.byDomain.get(domain) ?? [])];
    return ids.toSorted((a, b) => Number(a) - Number(b))[0];
  }

  changed(company: StoredRecord, property: string, before: string | undefined): void {
    if (!domainProperties.includes(property) || company.archivedAt !== null) return;
    for (const domain of domainsIn(before)) this.byDomain.get(domain)?.delete(company.id);
    this.addAll(company);
  }

  archived(company: StoredRecord): void {
    for (const domain of domainsOf(company)) this.byDomain.get(domain)?.delete(company.id);
  }

  private addAll(company: StoredRecord): void {
    for (const domain of domainsOf(company)) {
      this.byDomain.set(domain, (this.byDomain.get(domain) ?? new Set<string>()).add(company.id));
    }
  }
}

function domainsOf({ properties }: StoredRecord): string[] {
  return domainProperties.flatMap((name) => domainsIn(properties.get(name)));
}

function domainsIn(value: string | undefined): string[] {
  return (value ?? '')
    .toLowerCase()
    .split(';')
    .filter((domain) => domain !== '');
}
