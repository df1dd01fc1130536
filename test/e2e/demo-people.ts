/** Who and what the demo is about, to look for in what it says. */
import { tellSalesStory } from '../../src/cli/demo/sales-story';
import { editShop, heldBefore, openShop, repeatEdits } from '../../src/cli/demo/shop';
import type { Personal } from '../support/personal-values';

/** Everybody and everything that the shop sends, first and later, that the portal held before, and that sales edit. */
export function everyValue(): Personal {
  const shop = openShop();
  const edits = editShop(shop);
  const sent = [shop, edits, repeatEdits(edits)].flatMap(({ companies, customers, orders }) => [
    ...companies,
    ...customers,
    ...orders,
  ]);
  const held = Object.values(heldBefore()).flat();
  const valuesOf = (...names: string[]): string[] => [
    ...new Set([...sent, ...held].flatMap((record) => names.flatMap((name) => textOf(record, name)))),
  ];
  const { told, untold, meetings, merges } = tellSalesStory();
  const edited = [
    ...[...told, ...untold, ...meetings].map(({ field, value }) => ({ field, value })),
    ...meetings.flatMap(({ field, ours }) => (ours === null ? [] : [{ field, value: ours }])),
    ...merges
      .flatMap(({ merged }) => ('stranger' in merged ? Object.values(merged.stranger) : []))
      .map((value) => ({ field: 'any', value })),
  ];
  const isPhone = ({ field }: { readonly field: string }): boolean => field === 'phone';
  return {
    texts: [
      ...valuesOf('email', 'domain', 'address'),
      ...valuesOf('name').filter((name) => name.startsWith('Company')),
      ...edited.filter((edit) => !isPhone(edit)).map(({ value }) => value),
    ],
    words: valuesOf('firstName', 'lastName', 'jobTitle'),
    phones: [...valuesOf('phone'), ...edited.filter(isPhone).map(({ value }) => value)],
  };
}

const textOf = (record: Readonly<Record<string, unknown>>, name: string): string[] => {
  const value = record[name];
  return typeof value === 'string' ? [value] : [];
};
