/** What the CRM has refused of the addresses of a batch, with one read, and with none where no address is written or all go. */
import type { Look } from '../core/look';
import type { SourceRecord } from '../core/record';
import { normalForm } from '../core/values';
import { readRefusedEmails } from '../store/email-verdicts';
import type { EntityManager } from '../store/transaction';
import type { Batch } from './engine';

export async function loadRefusedEmails(
  tx: EntityManager,
  { stream, emailGate }: Pick<Batch, 'stream' | 'emailGate'>,
  records: readonly SourceRecord[],
): Promise<(record: SourceRecord) => Pick<Look, 'refusedEmails'>> {
  const names = emailGate?.fields ?? [];
  if (names.length === 0) return () => ({});
  const addressesOf = (record: SourceRecord): readonly string[] =>
    names.map((name) => normalForm('email', record.fields[name] ?? null)).filter((one) => typeof one === 'string');
  const asked = [...new Set(records.flatMap(addressesOf))];
  const refused = await readRefusedEmails(tx, stream.tenantId, stream.connectionId, asked);
  if (refused.size === 0) return () => ({});
  return (record) => {
    const own = addressesOf(record).flatMap((address) => {
      const refusal = refused.get(address);
      return refusal ? [[address, refusal] as const] : [];
    });
    return own.length === 0 ? {} : { refusedEmails: Object.fromEntries(own) };
  };
}
