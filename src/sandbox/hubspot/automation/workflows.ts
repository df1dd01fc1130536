/**
 * Runs the account's workflows, which write after a write. One runs once the call that set it off was answered, as in
 * HubSpot: the answer never shows what it sets. What waits is done before the next call, or when its time comes. Each
 * write of somebody else sets each workflow off once at most for a record, whatever the workflows do to each other.
 * Neither workflows nor what waits is kept in the state file; what they wrote is.
 */
import { ClockAlarm } from '../../common/clock-alarm';
import { writeRows } from '../portal/batch-writes';
import type { Mutation } from '../portal/mutations';
import type { CommitWatcher, Portal } from '../portal/portal';
import { Refused } from '../portal/refusal';
import type { Source } from '../portal/source';
import { happeningsOf } from '../webhooks/happening';
import type { Workflow } from './workflow';
import { isMet } from './workflow';

/** A record on its way through a workflow. */
interface Enrolment {
  readonly workflow: Workflow;
  readonly id: string;
  readonly due: number;
  /** The workflows whose writes led here, and this one. */
  readonly chain: ReadonlySet<Workflow>;
}

interface Tally {
  /** Records that it wrote to, whether that changed them or not. */
  done: number;
  /** Records that were no longer there. */
  missed: number;
  refused: number;
}

export interface WorkflowState extends Readonly<Tally> {
  readonly workflow: Workflow;
  readonly waiting: number;
}

export class Workflows implements CommitWatcher {
  private readonly tallies = new Map<Workflow, Tally>();
  private waiting: Enrolment[] = [];
  private firstDue = Infinity;
  /** Of the write that is being made; undefined for one of somebody else. */
  private chain: ReadonlySet<Workflow> | undefined;
  private nextId = 1;
  private readonly alarm: ClockAlarm;
  private soon: NodeJS.Immediate | undefined;

  constructor(private readonly portal: Portal) {
    this.alarm = new ClockAlarm(portal.clock, () => this.runDue());
    portal.watch(this);
  }

  add(draft: Omit<Workflow, 'id'>): Workflow {
    const workflow = { ...draft, id: String(this.nextId++) };
    this.tallies.set(workflow, { done: 0, missed: 0, refused: 0 });
    return workflow;
  }

  /** Takes them all away, and what waits for them. */
  clear(): void {
    this.tallies.clear();
    this.waiting = [];
    this.firstDue = Infinity;
    this.wake();
  }

  list(): WorkflowState[] {
    return [...this.tallies].map(([workflow, tally]) => {
      return { workflow, ...tally, waiting: this.waiting.filter((each) => each.workflow === workflow).length };
    });
  }

  applying(_source: Source, mutation: Mutation): void {
    if (this.tallies.size === 0 || mutation.kind !== 'record') return;
    for (const happening of happeningsOf(this.portal, mutation)) {
      if (happening.kind !== 'propertyChange') continue;
      for (const workflow of this.tallies.keys()) {
        if (workflow.type.id !== mutation.object || !isMet(workflow, happening.property, happening.value)) continue;
        this.enrol(workflow, mutation.id);
      }
    }
  }

  committed(): void {
    if (this.chain === undefined) this.wake();
  }

  /** Also what becomes due by that. Callers that are about to look at the portal do this first. */
  runDue(): void {
    for (let due = this.takeDue(); due.length > 0; due = this.takeDue()) for (const each of due) this.run(each);
    this.wake();
  }

  close(): void {
    this.clear();
    this.alarm.stop();
  }

  private enrol(workflow: Workflow, id: string): void {
    const chain = this.chain ?? new Set();
    if (chain.has(workflow)) return;
    const due = this.portal.clock.now() + workflow.delayMs;
    this.waiting.push({ workflow, id, due, chain: new Set([...chain, workflow]) });
    this.firstDue = Math.min(this.firstDue, due);
  }

  private takeDue(): Enrolment[] {
    if (this.waiting.length === 0) return [];
    const now = this.portal.clock.now();
    if (this.firstDue > now) return [];
    const due = this.waiting.filter((each) => each.due <= now);
    this.waiting = this.waiting.filter((each) => each.due > now);
    this.firstDue = this.waiting.reduce((first, each) => Math.min(first, each.due), Infinity);
    return due.toSorted((a, b) => a.due - b.due);
  }

  private run({ workflow, id, chain }: Enrolment): void {
    const tally = this.tallies.get(workflow);
    if (tally === undefined) return;
    const { type, set: written } = workflow;
    // What HubSpot names here is not known (unverified).
    const source: Source = { type: workflow.sourceType, id: `workflowId:${workflow.id}` };
    // A record that was merged away is followed to the one that is left (unverified).
    const record = this.portal.current(type.id, id);
    if (record?.archivedAt !== null) {
      tally.missed++;
      return;
    }
    this.chain = chain;
    try {
      writeRows(this.portal, type, source, [{ record, written, traceId: undefined, links: [] }]);
      tally.done++;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tally.refused++;
    } finally {
      this.chain = undefined;
    }
  }

  /** Sees to it that what waits runs, also when nobody calls. Never at once: a commit may still be under way. */
  private wake(): void {
    if (this.waiting.length === 0) {
      this.alarm.set(undefined);
      clearImmediate(this.soon);
      this.soon = undefined;
      return;
    }
    this.alarm.set(this.firstDue);
    if (this.firstDue > this.portal.clock.now()) return;
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      this.runDue();
    });
  }
}
