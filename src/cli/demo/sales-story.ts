/**
 * What happens in the demo's second act, made from numbers as its shop is: what salespeople do, what the order system says
 * at the same time, and what must have come of it at the end. The answers are said here in words of their own; nothing is
 * taken from what decides in the service.
 */
import { customerId, companyId, shopSize, type Shop, type ShopRecord } from './shop';

/** Of what flows both ways. */
export type Kind = 'companies' | 'customers';
export type Text = string | null;

/** The records of the shop that flow both ways. */
export type ShopSides = Readonly<Record<Kind, readonly ShopRecord[]>>;

export interface SalesEdit {
  readonly kind: Kind;
  readonly id: string;
  readonly field: string;
  readonly value: string;
}

/** One field, edited on both sides before either has heard of the other. */
export interface Meeting extends SalesEdit {
  readonly policy: 'order-system' | 'crm' | 'fill-blanks' | 'ask';
  /** What the order system says. */
  readonly ours: Text;
  /** Whose value must stand. Of `ask`: what a person answers. */
  readonly answer: 'ours' | 'theirs';
}

export interface SalesMerge {
  /** The customer whose contact is left. */
  readonly into: string;
  /** Another customer of the shop, or a contact that nobody ordered for. */
  readonly merged: { readonly customer: string } | { readonly stranger: Readonly<Record<string, string>> };
}

export interface SalesStory {
  readonly told: readonly SalesEdit[];
  /** Those whose events never arrive. */
  readonly untold: readonly SalesEdit[];
  readonly meetings: readonly Meeting[];
  readonly merges: readonly SalesMerge[];
  /** Customers. */
  readonly deleted: readonly string[];
}

/** How the fields of the meetings flow; a blank of the order system counts in what fills blanks, or it would be no edit. */
export const storyRules = [
  { object: 'customer', field: 'phone', policy: 'order-system' },
  { object: 'customer', field: 'firstName', policy: 'crm' },
  { object: 'customer', field: 'address', policy: 'fill-blanks', clear: true },
  { object: 'company', field: 'name', policy: 'ask' },
] as const;

const perPolicy = 15;

/** The order system's rule: every tenth has an invoice open, and is not changed until it is paid. */
export const hasOpenInvoice = (id: string): boolean => id.endsWith('0');

export function tellSalesStory(): SalesStory {
  const edits = [...range(301, 255).map(editCustomer), ...range(1, 45).map(editCompany)];
  const isTold = (_: SalesEdit, index: number): boolean => index % 15 !== 7;
  return {
    told: edits.filter(isTold),
    untold: edits.filter((edit, index) => !isTold(edit, index)),
    meetings: tellMeetings(),
    merges: [...range(701, 5).map(mergeNext), ...range(711, 5).map(mergeStranger)],
    deleted: range(721, 5).map(customerId),
  };
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);
const four = (value: number): string => String(value).padStart(4, '0');

function editCustomer(number: number): SalesEdit {
  const kind = 'customers';
  const id = customerId(number);
  if (number % 3 === 0) return { kind, id, field: 'phone', value: `+49 30 8881${four(number)}` };
  if (number % 3 === 1) return { kind, id, field: 'lastName', value: `Married ${four(number)}` };
  return { kind, id, field: 'address', value: `${number} Sales Street, 10115 Berlin` };
}

function editCompany(number: number): SalesEdit {
  const kind = 'companies';
  const id = companyId(number);
  if (number % 2 === 0) return { kind, id, field: 'phone', value: `+49 40 8880${four(number)}` };
  return { kind, id, field: 'address', value: `${number} Harbour Road, 20457 Hamburg` };
}

function tellMeetings(): readonly Meeting[] {
  const withoutInvoice = (from: number, idOf: (number: number) => string): number[] =>
    range(from, shopSize.companies).filter((number) => !hasOpenInvoice(idOf(number)));
  const customers = withoutInvoice(601, customerId);
  const of = (place: number): number[] => customers.slice(place * perPolicy, (place + 1) * perPolicy);
  return [
    ...of(0).map((number): Meeting => {
      const said = { value: `+49 30 8882${four(number)}`, ours: `030 7772${four(number)}` };
      return {
        ...said,
        kind: 'customers',
        id: customerId(number),
        field: 'phone',
        policy: 'order-system',
        answer: 'ours',
      };
    }),
    ...of(1).map((number): Meeting => {
      const said = { value: `Salesname-${four(number)}`, ours: `Shopname-${four(number)}` };
      return {
        ...said,
        kind: 'customers',
        id: customerId(number),
        field: 'firstName',
        policy: 'crm',
        answer: 'theirs',
      };
    }),
    ...of(2).map((number): Meeting => {
      const isBlank = number % 3 === 0;
      const said = {
        value: `${number} Sales Lane, 10117 Berlin`,
        ours: isBlank ? null : `${number} Shop Lane, 10117 Berlin`,
      };
      const id = customerId(number);
      return {
        ...said,
        kind: 'customers',
        id,
        field: 'address',
        policy: 'fill-blanks',
        answer: isBlank ? 'theirs' : 'ours',
      };
    }),
    ...withoutInvoice(61, companyId)
      .slice(0, perPolicy)
      .map((number): Meeting => {
        const said = { value: `Company ${four(number)} of Sales`, ours: `Company ${four(number)} of the Shop` };
        const answer = number % 2 === 0 ? 'ours' : 'theirs';
        return { ...said, kind: 'companies', id: companyId(number), field: 'name', policy: 'ask', answer };
      }),
  ];
}

const mergeNext = (number: number): SalesMerge => ({
  into: customerId(number),
  merged: { customer: customerId(number + 5) },
});

const mergeStranger = (number: number): SalesMerge => ({
  into: customerId(number),
  merged: {
    stranger: { email: `stranger.${four(number)}@elsewhere.example.com`, firstName: `Stranger-${four(number)}` },
  },
});

/** What everybody must say of a record at the end. */
export interface Expected {
  readonly fields: Readonly<Record<string, Text>>;
  /** Not so: it was merged away, deleted, or is one that a person has to choose. */
  readonly isInCrm: boolean;
}

const fieldsOf = {
  companies: ['name', 'domain', 'phone', 'country', 'address'],
  customers: ['email', 'firstName', 'lastName', 'phone', 'country', 'address'],
} as const satisfies Record<Kind, readonly string[]>;

export const nameOf = (kind: Kind, id: string): string => `${kind}/${id}`;

export function textsOf(kind: Kind, record: Readonly<Record<string, unknown>>): Readonly<Record<string, Text>> {
  const text = (value: unknown): Text => (typeof value === 'string' ? value : null);
  return Object.fromEntries(fieldsOf[kind].map((field) => [field, text(record[field])]));
}

/** What each of so many CRMs sees of it: everything that sales do happens in one of them, in turn. */
export function shareStory(story: SalesStory, among: number): readonly SalesStory[] {
  return Array.from({ length: among }, (_, share) => {
    const own = <T>(all: readonly T[]): readonly T[] => all.filter((_one, index) => index % among === share);
    const { told, untold, meetings, merges, deleted } = story;
    return {
      told: own(told),
      untold: own(untold),
      meetings: own(meetings),
      merges: own(merges),
      deleted: own(deleted),
    };
  });
}

/** What all CRMs together have said, and one of them. */
export interface Stories {
  readonly whole: SalesStory;
  readonly own: SalesStory;
}

/**
 * What must stand in the end, there and in one of the CRMs.
 * @param shop as the order system had it before the act
 * @param inCrm what the CRM held once before it, by name
 */
export function expectedAfter(
  { whole: story, own }: Stories,
  shop: ShopSides,
  inCrm: ReadonlyMap<string, string>,
): ReadonlyMap<string, Expected> {
  const answers = new Map<string, Record<string, Text>>();
  const answer = ({ kind, id, field }: SalesEdit, value: Text): void => {
    answers.set(nameOf(kind, id), { ...answers.get(nameOf(kind, id)), [field]: value });
  };
  for (const edit of [...story.told, ...story.untold]) if (!hasOpenInvoice(edit.id)) answer(edit, edit.value);
  for (const meeting of story.meetings) answer(meeting, meeting.answer === 'ours' ? meeting.ours : meeting.value);
  const gone = goneIn(own);
  const kinds = ['companies', 'customers'] as const;
  return new Map(
    kinds.flatMap((kind) =>
      shop[kind].map((record): [string, Expected] => {
        const name = nameOf(kind, record.id);
        return [
          name,
          {
            fields: { ...textsOf(kind, record), ...answers.get(name) },
            isInCrm: inCrm.has(name) && !gone.has(record.id),
          },
        ];
      }),
    ),
  );
}

/** Customers that are in the CRM no more. */
export function goneIn({ merges, deleted }: SalesStory): ReadonlySet<string> {
  const mergedAway = merges.flatMap(({ merged }) => ('customer' in merged ? [merged.customer] : []));
  return new Set([...mergedAway, ...deleted]);
}

/** Records that the act is about. */
export function touchedBy(story: SalesStory): readonly Pick<SalesEdit, 'kind' | 'id'>[] {
  const customers = [...story.merges.map(({ into }) => into), ...goneIn(story)];
  return [
    ...[...story.told, ...story.untold, ...story.meetings],
    ...customers.map((id) => ({ kind: 'customers', id }) as const),
  ];
}

/** The shop after several rounds of what it said, the latest last. */
export function shopAfter(...rounds: readonly Shop[]): ShopSides {
  const latest = (kind: Kind): readonly ShopRecord[] => [
    ...new Map(rounds.flatMap((round) => round[kind]).map((record) => [record.id, record])).values(),
  ];
  return { companies: latest('companies'), customers: latest('customers') };
}
