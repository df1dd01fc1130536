/**
 * A setting of HubSpot's that surprises those who sync: a contact with an address at `acme.com` gets that company as its
 * primary one, and the company is made when there is none. When exactly HubSpot does it, and with which names, is
 * unverified; here it is done before the write is answered.
 */
import { emailDomain } from './computed-values';
import { linkMutations } from './link-rules';
import type { Mutation } from './mutations';
import type { Source } from './source';
import { objectType } from './object-types';
import type { Portal } from './portal';
import { WritePlanner } from './write-planner';

const PRIMARY_COMPANY = 1;
const source: Source = { type: 'HUBSPOT_INTERNAL', id: 'company-by-domain' };

/** Mail providers that belong to no company; HubSpot's own list is longer. */
const freeMail = new Set(
  (
    'aol.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com me.com msn.com outlook.com ' +
    'proton.me protonmail.com web.de yahoo.com yandex.ru'
  ).split(' '),
);

/** For a contact whose address was just written; one that has a company keeps it. */
export function associateByDomain(portal: Portal, contactId: string): void {
  const contact = portal.records('0-1').findLive(contactId);
  const domain = emailDomain(contact?.properties.get('email') ?? null);
  if (domain === null || freeMail.has(domain)) return;
  if (portal.associations.targets('0-1', contactId, '0-2').size > 0) return;
  const companyId = portal.companyDomains.find(domain) ?? createCompany(portal, domain);
  if (companyId === undefined) return;
  const link = { from: '0-1', fromId: contactId, to: '0-2', toId: companyId } as const;
  portal.commit(source, linkMutations(portal, link, [PRIMARY_COMPANY]));
}

function createCompany(portal: Portal, domain: string): string | undefined {
  const planner = new WritePlanner(portal, objectType('0-2'), source);
  const written = new Map([
    ['domain', domain],
    ['name', domain],
  ]);
  const judged = planner.judge({ written: written, record: undefined });
  const plan = judged.ok ? planner.plan(judged.values, undefined) : judged;
  if (!plan.ok) return undefined;
  const mutations: Mutation[] = planner.mutation(plan.write);
  portal.commit(source, mutations);
  return plan.write.id;
}
