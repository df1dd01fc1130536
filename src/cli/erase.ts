/** `tandem erase`: a person asks to be forgotten. The service may run meanwhile, or not at all. */
import { InvalidArgumentError, type Command } from 'commander';
import { objectTypes, type ObjectType } from '../core/record';
import { sourceIdPattern } from '../http/bodies';
import { eraseRecord, type Erasure } from '../operate/erase';
import { readConfig } from '../platform/config';
import { refuseUnknownTenant } from '../store/api-keys';
import { inTenant } from '../store/transaction';
import { firstTenantId } from './first-tenant';
import { layFoundation } from './foundation';
import { momentOf, print } from './print';
import { parseTenantId } from './tenant';

interface EraseOptions {
  readonly tenant: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export function addErase(program: Command): void {
  program
    .command('erase')
    .description('remove all values of a record, for good: a person asks to be forgotten')
    .addArgument(program.createArgument('<type>', 'what it is').choices(objectTypes))
    .argument('<id>', 'its id in the order system', parseSourceId)
    .option('--tenant <tenant>', 'whose it is', parseTenantId, firstTenantId)
    .option('--yes', 'you mean it: it cannot be undone', false)
    .option('--json', 'print one JSON document', false)
    .action(erase);
}

function parseSourceId(text: string): string {
  if (sourceIdPattern.test(text)) return text;
  throw new InvalidArgumentError('must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -');
}

async function erase(
  object: ObjectType,
  sourceId: string,
  { tenant, yes, json }: EraseOptions,
  command: Command,
): Promise<void> {
  const record = `${object} ${sourceId} of tenant ${tenant}`;
  if (!yes) {
    const why = `error: all values of ${record} would be removed, and it cannot be undone. Nothing was erased; to erase, add --yes`;
    command.error(why, { exitCode: 2 });
  }
  const erasure = await eraseOnce(tenant, object, sourceId);
  if (erasure.kind === 'unknown') throw new Error(`tenant ${tenant} has no ${object} ${sourceId}; nothing was erased`);
  if (erasure.kind === 'in-hand') {
    throw new Error(`Nothing was erased: ${record} is being sent to a CRM. Run this again.`);
  }
  const { at, erasedBefore } = erasure;
  const document = { record: { tenant, type: object, id: sourceId, erasedAt: at.toISOString() }, erasedBefore };
  print(
    json,
    document,
    erasedBefore ? `The ${record} was erased before, at ${momentOf(at)}. Nothing to do.` : told(record),
  );
}

const told = (record: string): string =>
  `Erased ${record}: no value of it is left here.\n` +
  'The CRMs and the order system keep what they have: erase it there too (docs/how-to/erase-a-person.md).';

/** Nobody is woken: whoever waits in a running service looks again within a second. */
const nobody = { wake: () => undefined, tellOfChanges: () => undefined };

async function eraseOnce(tenantId: string, object: ObjectType, sourceId: string): Promise<Erasure> {
  const foundation = await layFoundation(readConfig());
  try {
    await inTenant(foundation.database, tenantId, (tx) => refuseUnknownTenant(tx, tenantId));
    return await eraseRecord({ ...foundation, waker: nobody }, tenantId, { object, sourceId });
  } finally {
    await foundation.close();
  }
}
