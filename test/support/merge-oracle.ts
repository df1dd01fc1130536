/**
 * The three-way merge once more, as the tables that the architecture describes it by, to hold `core/merge` against. It
 * imports nothing: what it says of equality, of blanks and of the policies is its own.
 *
 * First the situation is put into words, then the first row that matches answers. `-` matches anything.
 */
export type Word = string | number | boolean | null | readonly string[];
type Side = 'ours' | 'theirs';

export interface Situation {
  readonly direction: 'push' | 'pull' | 'both';
  readonly policy: 'order-system' | 'crm' | 'newest' | 'fill-blanks' | 'ask';
  readonly enforce: boolean;
  readonly clear: boolean;
  readonly local: Word | undefined;
  readonly localBase: Word | undefined;
  readonly localAt: Date | null;
  readonly remote: Word | undefined;
  readonly remoteBase: Word | undefined;
  readonly remoteAt: Date | null;
  readonly isOurs: boolean;
  readonly offered: Word | undefined;
  readonly offeredOver?: Word | undefined;
  readonly refused: Word | undefined;
  readonly resolution: { readonly ours: Word; readonly theirs: Word; readonly side: Side } | null;
}

export interface Answer {
  readonly kind: 'rest' | 'settle' | 'ask' | 'push' | 'offer';
  readonly value?: Word;
  readonly why?: string;
  readonly over?: Word;
}

/**
 * order  what the order system says: `absent` nothing of this field; a blank that counts for nothing, as it did before
 *        (`void`) or newly (`blank`); the `same` as before; something else (`moved`); something for the first time
 *        (`first`), which may be a blank that counts (`empty`)
 * crm    what the CRM says: it was not read (`unread`); else as above. What it never said before was blank
 * agree  both say the same; a field that is absent is blank
 * late   the CRM says something else than before, and it is one of our own writes
 * offer, refusal  none, of `this` value that the CRM says now, of an `other` one
 */
const table = `
direction enforce late order                crm          agree offer      refusal     answer
-         -       yes  absent/void/blank    -            -     -          -           settle
-         -       yes  -                    -            yes   -          -           settle
-         -       yes  -                    -            no    -          -           push:late

push      -       -    moved/first/empty    -            -     -          -           push:moved
push      yes     -    same                 moved/blank  no    -          -           push:put-right
push      -       -    -                    -            -     -          -           settle

pull      -       -    -                    unread       -     -          -           rest
pull      -       -    -                    -            -     -          this        rest
pull      yes     -    moved/first/blank    same/moved   no    -          -           offer:moved
pull      yes     -    moved/first/blank    same/moved   yes   -          -           settle
pull      -       -    -                    moved        no    -          -           offer:moved
pull      -       -    -                    moved        yes   -          -           settle
pull      -       -    -                    -            -     none       -           settle
pull      -       -    -                    blank        -     -          -           rest
pull      -       -    -                    void         -     -          -           settle
pull      -       -    -                    same         -     -          -           offer:withdrawn

both      -       -    moved/first/empty    unread       -     -          -           push:moved
both      -       -    -                    unread       -     none       none        settle
both      -       -    -                    unread       -     -          -           rest

both      -       -    absent/void/blank/same  same/void/blank  -  none   -           settle
both      -       -    absent/void/blank/same  void             -  -      -           settle
both      -       -    absent/void/blank/same  same             -  -      -           offer:withdrawn
both      -       -    absent/void/blank/same  blank            -  -      -           rest
both      -       -    -                    -            yes   -          -           settle
both      -       -    moved/first/empty    void/blank   no    -          -           push:moved
both      -       -    moved/first/empty    same         no    none       -           push:moved
both      -       -    absent/void/blank    moved        no    -          this        put-back
both      -       -    -                    -            no    -          this        push:put-right
both      -       -    absent/void/blank/same  moved     no    -          -           offer:moved
both      -       -    moved/first/empty    same/moved   no    -          -           policy
`;

/**
 * later: whose word is the later one; `theirs` needs to be known, `ours` stands where it is not
 * stands: theirs is offered in place of ours already
 */
const policyTable = `
policy        ours   later   person   stands   answer
order-system  -      -       -        -        ours
crm           -      -       -        -        theirs
newest        -      theirs  -        -        theirs
newest        -      ours    -        -        ours
fill-blanks   blank  -       -        -        theirs
fill-blanks   value  -       -        -        ours
ask           -      -       none     yes      rest
ask           -      -       none     no       ask
ask           -      -       ours     -        ours
ask           -      -       theirs   -        theirs
`;

type Row = Readonly<Record<string, string>>;

function rowsOf(text: string): readonly Row[] {
  const [head = [], ...rows] = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/));
  return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

const rows = rowsOf(table);
const policyRows = rowsOf(policyTable);

function answerOf(all: readonly Row[], facts: Row): string {
  const matches = (row: Row): boolean =>
    Object.entries(facts).every(([name, fact]) => row[name] === '-' || row[name]?.split('/').includes(fact));
  const row = all.find(matches);
  if (!row?.['answer']) throw new Error(`the table has no row for ${JSON.stringify(facts)}`);
  return row['answer'];
}

/** A multi-select is a set. */
function written(value: Word | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(Array.isArray(value) ? [...new Set(value as readonly string[])].sort() : value);
}
const alike = (a: Word | undefined, b: Word | undefined): boolean => written(a) === written(b);
const orBlank = (value: Word | undefined): Word => (value === undefined ? null : value);

function orderFact({ local, localBase, clear }: Situation): string {
  if (local === undefined) return 'absent';
  if (local === null && !clear) return orBlank(localBase) === null ? 'void' : 'blank';
  if (localBase === undefined) return local === null ? 'empty' : 'first';
  return alike(local, localBase) ? 'same' : 'moved';
}

function crmFact({ remote, remoteBase, clear }: Situation): string {
  if (remote === undefined) return 'unread';
  const same = alike(remote, orBlank(remoteBase));
  if (remote === null && !clear) return same ? 'void' : 'blank';
  return same ? 'same' : 'moved';
}

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
const which = (value: Word | undefined, remote: Word | undefined): string =>
  value === undefined ? 'none' : alike(value, remote) ? 'this' : 'other';

function factsOf(situation: Situation): Row {
  const { direction, enforce, local, remote, isOurs, offered, refused } = situation;
  const crm = crmFact(situation);
  const differs = remote !== undefined && !alike(remote, orBlank(situation.remoteBase));
  return {
    direction,
    enforce: yesNo(enforce),
    late: yesNo(isOurs && differs),
    order: orderFact(situation),
    crm,
    agree: yesNo(alike(orBlank(local), remote)),
    offer: which(offered, remote),
    refusal: which(refused, remote),
  };
}

function winner(situation: Situation): string {
  const { policy, local, remote, localAt, remoteAt, resolution, offered, offeredOver } = situation;
  const isAbout = resolution !== null && alike(resolution.ours, local) && alike(resolution.theirs, remote);
  const isTheirsLater = remoteAt !== null && (localAt === null || remoteAt.getTime() > localAt.getTime());
  return answerOf(policyRows, {
    policy,
    ours: local === null ? 'blank' : 'value',
    later: isTheirsLater ? 'theirs' : 'ours',
    person: isAbout ? resolution.side : 'none',
    stands: yesNo(which(offered, remote) === 'this' && which(offeredOver, local) === 'this'),
  });
}

/** What is asked of a person, or told to one of the sides: `local` to the CRM, `remote` to the order system. */
function decided(situation: Situation): Answer {
  const side = winner(situation);
  if (side === 'ask' || side === 'rest') return { kind: side };
  return told(situation, side === 'ours' ? 'push' : 'offer', situation.policy === 'ask' ? 'resolved' : 'decided');
}

function told({ local, remote, offered }: Situation, kind: 'push' | 'offer', why: string): Answer {
  if (kind === 'push') return { kind, value: orBlank(local), why };
  // What is offered already is not offered again.
  return which(offered, remote) === 'this' ? { kind: 'rest' } : offerOf({ local, remote }, why);
}

const offerOf = ({ local, remote }: Pick<Situation, 'local' | 'remote'>, why: string): Answer => ({
  kind: 'offer',
  value: orBlank(remote),
  why,
  over: orBlank(local),
});

export function oracle(situation: Situation): Answer {
  const answer = answerOf(rows, factsOf(situation));
  const { remoteBase } = situation;
  switch (answer) {
    case 'rest':
    case 'settle':
      return { kind: answer };
    case 'policy':
      return decided(situation);
    case 'put-back':
      return remoteBase === undefined ? { kind: 'rest' } : { kind: 'push', value: remoteBase, why: 'put-right' };
    default: {
      const [kind, why = ''] = answer.split(':');
      return told(situation, kind as 'push' | 'offer', why);
    }
  }
}
