/** `tandem provision`: shows what a connection's mapping needs in its CRM, and makes it. */
import type { CrmCatalog } from '../catalog/catalog';
import { documentOf } from '../core/document-of';
import type { MappingDocument } from '../core/mapping-document';
import { isDone, type ByHand, type ProvisionPlan, type ProvisionStep, type Renaming } from '../core/provision-plan';
import { renameOptions } from '../core/rename-options';
import type { ConnectionSettings } from '../store/connections';
import { askToDescribe } from '../store/described';
import { inTenant } from '../store/transaction';
import { findConnection } from './connections';
import { carryOut, examineAccount } from './examine-account';
import { withOpened, type OpenDeps } from './open-connection';
import { saveDocument } from './save-document';

export interface Provisioned {
  /** To be made or, when it was carried out, made. */
  readonly steps: readonly ProvisionStep[];
  /** Options that the mapping names by their label, and names by their value from then on. */
  readonly renamings: readonly Renaming[];
  /** What a person has to do. */
  readonly byHand: readonly ByHand[];
}

/** Null when there is no such connection. Throws a `ConnectRefused`. */
export async function provisionConnection(
  deps: OpenDeps,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  { planOnly }: { readonly planOnly: boolean },
): Promise<Provisioned | null> {
  const connection = await findConnection(deps, tenantId, id);
  if (!connection) return null;
  return withOpened(deps, connection, async ({ connector, catalog, context }) => {
    const { settings } = connection;
    const before = await examineAccount(context, settings, { connector, catalog });
    if (planOnly || isDone(before.plan)) return before.plan;
    const { plan } = await carryOut(context, settings, { connector, catalog, before });
    // What was refused for want of it is looked at again once the CRM says that it is there.
    await inTenant(deps.database, tenantId, (tx) => askToDescribe(tx, connection, deps.clock.now()));
    if (plan.renamings.length > 0) await saveDocument(deps, connection, renamedBy(plan, catalog, settings));
    return { steps: madeOf(before.plan, plan), renamings: plan.renamings, byHand: plan.byHand };
  });
}

/** What is neither to be made any more nor a person's to make. */
export function madeOf(before: ProvisionPlan, after: ProvisionPlan): readonly ProvisionStep[] {
  const left = [...after.steps, ...after.byHand];
  return before.steps.filter(
    (step) => !left.some(({ object, property }) => object === step.object && property === step.property),
  );
}

/** The connection's document, in which options are named by their values. */
export function renamedBy(
  { renamings }: ProvisionPlan,
  catalog: CrmCatalog,
  settings: Pick<ConnectionSettings, 'customFields' | 'fieldRules' | 'mapping'>,
): MappingDocument {
  return renameOptions(documentOf(catalog, settings), (object, property, option) => {
    const { remoteObject } = catalog.mappings[object];
    const found = renamings.find(
      (one) => one.object === remoteObject && one.property === property && one.from === option,
    );
    return found?.to ?? option;
  });
}
