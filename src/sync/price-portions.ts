/** What the looks of a migration cost, portion by portion, as the engine will come to them. */
import type { CallContext, Connector, Work } from '../connectors/connector';
import { CallsTotal, type Portion } from '../core/price-migration';
import type { DryLook, DryRow } from './dry-look';
import { valuesOf } from './first-contact';
import { wantedProperties } from './loaded';
import { pooled } from './pretended-crm';
import { push } from './push';

/** What is known of rows is garbage before it has become old: a piece for a job is seen to in parts, as the engine does. */
const rowsAtOnce = 500;

export class PortionPrices {
  readonly calls = new CallsTotal();

  constructor(
    private readonly connector: Connector,
    private readonly call: CallContext,
  ) {}

  /** @param onRows told of the rows of each look, before the next */
  async add(
    { how }: Pick<Portion, 'how'>,
    dry: DryLook,
    sourceIds: readonly string[],
    onRows: (rows: readonly DryRow[]) => void,
  ): Promise<void> {
    const size = how === 'job' ? rowsAtOnce : sourceIds.length;
    const works: Work[] = [];
    const written: string[] = [];
    for (let from = 0; from < sourceIds.length; from += size) {
      const rows = await dry.look(sourceIds.slice(from, from + size));
      written.push(...(await carryOut(dry, rows)));
      works.push(...dry.crm.takeWork());
      await this.pay(secondSearch(dry, rows));
      dry.conclude(rows);
      onRows(rows);
    }
    await this.pay(how === 'job' ? pooled(works) : works);
    if (!this.connector.answersValues) await this.pay(verification(dry, written));
  }

  private async pay(works: readonly Work[]): Promise<void> {
    for (const work of works) this.calls.add(await this.connector.price(this.call, work));
  }
}

/** Answers the CRM ids of what was written. */
async function carryOut(dry: DryLook, rows: readonly DryRow[]): Promise<readonly string[]> {
  const plans = rows.flatMap(({ planned: { plan } }) => (plan.kind === 'sync' && plan.refusal === null ? [plan] : []));
  const results = await push(dry.batch, plans);
  return results.flatMap(({ write }) => (write?.ok ? [write.value.id] : []));
}

/** Of those that the CRM refuses, because another of the batch has their value. */
function secondSearch({ batch }: DryLook, rows: readonly DryRow[]): readonly Work[] {
  const again = rows.flatMap(({ planned, isDoubled }) => (isDoubled ? valuesOf(batch, planned.loaded) : []));
  return [...new Set(again.map(({ property }) => property))].map((property) => ({
    method: 'find',
    object: batch.mapping.remoteObject,
    property,
    values: again.flatMap((one) => (one.property === property ? [one.value] : [])),
    properties: wantedProperties(batch),
  }));
}

/** An answer that leaves values out says that the write landed, and not what was stored: a look a while later reads that. */
const verification = ({ batch }: DryLook, ids: readonly string[]): readonly Work[] => {
  if (ids.length === 0) return [];
  return [{ method: 'read', object: batch.mapping.remoteObject, by: 'id', ids, properties: wantedProperties(batch) }];
};
