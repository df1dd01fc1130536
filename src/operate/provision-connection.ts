/** `tandem provision`: shows what a connection's mapping needs in its CRM, and makes it. */
import type { CrmCatalog } from '../catalog/catalog';
import type { Mistake } from '../core/check/scope';
import { documentOf } from '../core/document-of';
import type { MappingDocument } from '../core/mapping-document';
import { isDone, type ByHand, type ProvisionPlan, type ProvisionStep, type Renaming } from '../core/provision-plan';
import { renameOptions } from '../core/rename-options';
import { resumeComplete, type ConnectionSettings, type StoredConnection } from '../store/connections';
import { askToDescribe } from '../store/described';
import { inTenant } from '../store/transaction';
import { findConnection } from './connections';
import { carryOut, examineAccount } from './examine-account';
import { judgeAlone } from './mapping';
import { withOpened, type OpenDeps } from './open-connection';
import { saveDocument } from './save-document';

export interface Provisioned {
  /** To be made or, when it was carried out, made. */
  readonly steps: readonly ProvisionStep[];
  /** Options that the mapping names by their label, and names by their value from then on. */
  readonly renamings: readonly Renaming[];
  /** What a person has to do. */
  readonly byHand: readonly ByHand[];
  /** Of a document that is not the connection's yet: as it is to be applied, its options named by their values. */
  readonly document?: MappingDocument;
}

export interface ProvisionWanted {
  readonly planOnly: boolean;
  /** Instead of the connection's own: what it needs is made, and it is not applied. */
  readonly document?: MappingDocument | undefined;
}

/** What is wrong with the document, whatever the CRM has. */
export class DocumentRefused extends Error {
  constructor(readonly mistakes: readonly Mistake[]) {
    super(['the document is not one to go by:', ...mistakes.map(({ at, reason }) => `  ${at} ${reason}`)].join('\n'));
    this.name = 'DocumentRefused';
  }
}

/** Null when there is no such connection. Throws a `ConnectRefused`, or a `DocumentRefused`. */
export async function provisionConnection(
  deps: OpenDeps,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  { planOnly, document }: ProvisionWanted,
): Promise<Provisioned | null> {
  const connection = await findConnection(deps, tenantId, id);
  if (!connection) return null;
  return withOpened(deps, connection, async ({ connector, catalog, context }) => {
    if (document) refuseMistaken(connection, document);
    const settings = document ? { ...connection.settings, mapping: { version: 0, document } } : connection.settings;
    const before = await examineAccount(context, settings, { connector, catalog });
    const isLeft = planOnly || isDone(before.plan);
    const { plan } = isLeft ? before : await carryOut(context, settings, { connector, catalog, before });
    // What was refused for want of it is looked at again once the CRM says that it is there.
    if (!isLeft) await inTenant(deps.database, tenantId, (tx) => askToDescribe(tx, connection, deps.clock.now()));
    const { renamings, byHand } = plan;
    const steps = planOnly ? plan.steps : madeOf(before.plan, plan);
    if (document) return { steps, renamings, byHand, document: renamed(document, plan, catalog) };
    if (!planOnly && renamings.length > 0)
      await saveDocument(deps, connection, (stands) => renamedBy(plan, catalog, stands));
    // A new connection whose account lacked something begins.
    if (!planOnly && plan.steps.length + byHand.length === 0)
      await inTenant(deps.database, tenantId, (tx) => resumeComplete(tx, tenantId, id));
    return { steps, renamings, byHand };
  });
}

function refuseMistaken(connection: Pick<StoredConnection, 'crm' | 'settings'>, document: MappingDocument): void {
  const mistakes = judgeAlone(connection, document);
  if (mistakes.length > 0) throw new DocumentRefused(mistakes);
}

/** What is neither to be made any more nor a person's to make. */
export function madeOf(before: ProvisionPlan, after: ProvisionPlan): readonly ProvisionStep[] {
  const left = [...after.steps, ...after.byHand];
  return before.steps.filter(
    (step) => !left.some(({ object, property }) => object === step.object && property === step.property),
  );
}

/** The connection's document, in which options are named by their values. */
export const renamedBy = (
  plan: ProvisionPlan,
  catalog: CrmCatalog,
  settings: Pick<ConnectionSettings, 'customFields' | 'fieldRules' | 'mapping'>,
): MappingDocument => renamed(documentOf(catalog, settings), plan, catalog);

function renamed(
  document: MappingDocument,
  { renamings }: ProvisionPlan,
  { mappings }: Pick<CrmCatalog, 'mappings'>,
): MappingDocument {
  return renameOptions(document, (object, property, option) => {
    const { remoteObject } = mappings[object];
    const found = renamings.find(
      (one) => one.object === remoteObject && one.property === property && one.from === option,
    );
    return found?.to ?? option;
  });
}
