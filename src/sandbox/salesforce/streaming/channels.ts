/** Which objects' changes are told, and on which channels (contract 7.1, 7.2). */
import type { Org } from '../org/org';
import type { SObject } from '../org/sobject';

/** Without the add-on. */
const OBJECTS_MAX = 5;
const CHANNELS_MAX = 100;
const ALL = '/data/ChangeEvents';

export interface Selection {
  /** On the channel of all. */
  readonly objects: readonly string[];
  /** The members of each custom channel, by its name: `Sales__chn`. */
  readonly channels: Readonly<Record<string, readonly string[]>>;
  /** More than five objects. */
  readonly addOn: boolean;
}

/** Exactly as many as go without the add-on. */
const usual: Selection = {
  objects: ['Account', 'Contact', 'Opportunity', 'OpportunityContactRole', 'Order'],
  channels: {},
  addOn: false,
};

export class Channels {
  private chosen: Selection = usual;
  private captured: ReadonlySet<string> = new Set(usual.objects);

  constructor(private readonly org: Org) {}

  get selection(): Selection {
    return this.chosen;
  }

  /** Takes it, or says why not. */
  select(selection: Selection): string | undefined {
    const all = [...selection.objects, ...Object.values(selection.channels).flat()];
    const problem = this.problemOf(selection, all);
    if (problem !== undefined) return problem;
    this.chosen = selection;
    this.captured = new Set(all);
    return undefined;
  }

  captures(type: SObject): boolean {
    return this.captured.has(type.name);
  }

  /** What a channel carries; `undefined`: there is none of this name, which is told apart by case. */
  carriedBy(channel: string): ((type: SObject) => boolean) | undefined {
    if (channel === ALL) return (type) => this.chosen.objects.includes(type.name);
    const name = channel.startsWith('/data/') ? channel.slice('/data/'.length) : '';
    if (Object.hasOwn(this.chosen.channels, name)) {
      return (type) => this.chosen.channels[name]?.includes(type.name) === true;
    }
    // One of an object that is not selected is silent (unverified).
    const own = [...this.org.allTypes()].find((type) => hasEvents(type) && eventName(type) === name);
    return own && ((type) => type === own);
  }

  private problemOf({ channels, addOn }: Selection, all: readonly string[]): string | undefined {
    const names = Object.keys(channels);
    const misnamed = names.find((name) => !/^\w+__chn$/.test(name));
    if (misnamed !== undefined) return `A custom channel's name ends in __chn: ${misnamed}`;
    if (names.length > CHANNELS_MAX) return `There can be ${CHANNELS_MAX} custom channels`;
    const unknown = all.find((name) => {
      const type = this.org.sObjectType(name);
      return type?.name !== name || !hasEvents(type);
    });
    if (unknown !== undefined) return `There are no change events of ${unknown}`;
    if (new Set(all).size <= OBJECTS_MAX || addOn) return undefined;
    return `Change events of more than ${OBJECTS_MAX} objects need the Change Data Capture add-on: set addOn`;
  }
}

/** `AccountChangeEvent`, `Merchandise__ChangeEvent`. */
function eventName({ name, custom }: SObject): string {
  return custom ? name.replace(/__c$/, '__ChangeEvent') : `${name}ChangeEvent`;
}

/** Which of the standard objects have none is unverified, but for the org itself. */
function hasEvents(type: SObject): boolean {
  return type.replicateable;
}
