/** The number of our last write that landed, as the record carries it. */
import type { OwnProperties } from './mapping';
import type { RemoteRecord } from './record';

/** Links hold numbers in 32 bits. What cannot be a number of ours (somebody edited the property) is none. */
const largestNumber = 2 ** 30;

export function numberOf(record: RemoteRecord, own: OwnProperties): number {
  const number = Number(record.properties[own.revision] ?? 0);
  return Number.isInteger(number) && number > 0 && number <= largestNumber ? number : 0;
}
