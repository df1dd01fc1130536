/** What the demo says at the end: of each CRM, and of all together. */
import type { ObjectType } from '../../core/record';
import type { Tally } from './count';
import type { Crm } from './crms/crm';
import type { ActReport } from './judge-act';

interface ObjectReport {
  readonly records: number;
  readonly synced: number;
  readonly created: number;
  readonly adopted: number;
  readonly parked: number;
  readonly held: number;
  readonly asked: number;
}

export interface CrmReport extends Tally, ActReport {
  readonly objects: Readonly<Record<ObjectType, ObjectReport>>;
  readonly calls: {
    readonly firstLoad: number;
    readonly update: number;
    /** Sending the same values again, newer. */
    readonly unchanged: number;
    readonly byEndpoint: Readonly<Record<string, number>>;
  };
}

/** Of several CRMs the figures are the sums, and each has its own besides. */
export interface DemoReport extends CrmReport {
  readonly ok: boolean;
  readonly crm: Crm['name'] | 'both';
  /** Why it is not ok; empty when it is. */
  readonly problems: readonly string[];
  readonly seconds: number;
  readonly byCrm?: Readonly<Record<string, CrmReport>>;
}

/** Of what came of it in one CRM. */
export interface Judged {
  readonly crm: Pick<Crm, 'name' | 'title'>;
  readonly report: CrmReport;
  readonly problems: readonly string[];
}

export function tellTogether(judged: readonly Judged[], seconds: number): DemoReport {
  const [first, ...others] = judged;
  if (!first) throw new Error('the demo was played in no CRM');
  const isOne = others.length === 0;
  const problems = judged.flatMap(({ crm, problems: own }) =>
    own.map((problem) => (isOne ? problem : `${crm.title}: ${problem}`)),
  );
  return {
    ok: problems.length === 0,
    crm: isOne ? first.crm.name : 'both',
    ...others.reduce((sum, { report }) => addUp(sum, report), first.report),
    problems,
    seconds,
    ...(!isOne && { byCrm: Object.fromEntries(judged.map(({ crm, report }) => [crm.name, report])) }),
  };
}

type Figures = { readonly [name: string]: number | Figures };

const addUp = (one: CrmReport, other: CrmReport): CrmReport =>
  sumOf(one as unknown as Figures, other as unknown as Figures) as unknown as CrmReport;

/** Figure by figure; what one of them alone has stays. */
function sumOf(one: Figures, other: Figures): Figures {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name): [string, number | Figures] => {
      const [left = 0, right = 0] = [one[name], other[name]];
      if (typeof left === 'number' && typeof right === 'number') return [name, left + right];
      return [name, sumOf(typeof left === 'number' ? {} : left, typeof right === 'number' ? {} : right)];
    }),
  );
}
