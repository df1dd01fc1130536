/** The levers of the sandbox, under `/_sandbox`: what no Salesforce has and every test needs. */
import { clockView, readClockChange } from '../../common/control-clock';
import { DAY_MS } from '../../common/clock';
import { asList, asText, between, refuseUnknown } from '../../common/control-body';
import type { Faults } from '../../common/faults';
import type { Counters } from '../../common/counters';
import type { Fault } from '../faults/fault-effects';
import type { Answer, Call, Route } from '../http/route';
import type { ApiUsage } from '../org/api-usage';
import type { Org } from '../org/org';
import { controlBody, type Lever } from './control-call';
import { editRecord } from './control-edit';
import { faultLevers } from './control-faults';
import { hiddenLevers } from './control-hidden';
import { limitLevers } from './control-limits';
import { lockLevers } from './control-locks';
import { ruleLevers } from './control-rules';
import { schemaLevers } from './control-schema';
import { seedOrg } from './control-seed';
import { dumpOrg } from './dump-org';

export interface Levers {
  readonly org: Org;
  readonly counters: Counters;
  readonly usage: ApiUsage;
  readonly faults: Faults<Fault>;
}

export function controlRoutes({ org, counters, usage, faults }: Levers): Route[] {
  const levers: readonly Lever[] = [
    // Open: every process of a test reads the time from here, and not all of them have the token.
    { method: 'GET', lever: 'clock', open: true, handle: () => clockAnswer(org) },
    { method: 'POST', lever: 'clock', handle: (call) => setClock(org, call) },
    { method: 'GET', lever: 'stamps', handle: () => stampsAnswer(org) },
    { method: 'POST', lever: 'stamps', handle: (call) => setStamps(org, call) },
    { method: 'POST', lever: 'seed', handle: (call) => seedOrg(org, call) },
    { method: 'POST', lever: 'edit', handle: (call) => editRecord(org, call) },
    { method: 'GET', lever: 'bin', handle: () => binAnswer(org) },
    { method: 'POST', lever: 'bin', handle: (call) => emptyBin(org, call) },
    { method: 'GET', lever: 'dump', handle: () => ({ status: 200, chunks: dumpOrg(org) }) },
    { method: 'GET', lever: 'counters', handle: () => ({ status: 200, body: counters.snapshot() }) },
    {
      method: 'POST',
      lever: 'counters/reset',
      handle: () => {
        counters.reset();
        return { status: 204 };
      },
    },
    ...limitLevers(usage),
    ...faultLevers(org, faults),
    ...lockLevers(org),
    ...hiddenLevers(org),
    ...schemaLevers(org),
    ...ruleLevers(org),
  ];
  return levers.map(({ lever, ...rest }) => ({ ...rest, path: `/_sandbox/${lever}`, control: true }));
}

function clockAnswer(org: Org): Answer {
  return { status: 200, body: clockView(org.clock) };
}

function setClock(org: Org, call: Call): Answer {
  org.clock.restore(org.clock.changed(readClockChange(controlBody(call))));
  return clockAnswer(org);
}

/** `{"commitDelayMs", "dateSkewMs"}`: rows seen so long after they are stamped; a `Date` header so far from the clock. */
function setStamps(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['commitDelayMs', 'dateSkewMs'], 'The stamps');
  org.commitDelayMs = between(body, 'commitDelayMs', 0, DAY_MS) ?? org.commitDelayMs;
  org.dateSkewMs = between(body, 'dateSkewMs', -DAY_MS, DAY_MS) ?? org.dateSkewMs;
  return stampsAnswer(org);
}

function stampsAnswer({ commitDelayMs, dateSkewMs }: Org): Answer {
  return { status: 200, body: { commitDelayMs, dateSkewMs } };
}

function binAnswer(org: Org): Answer {
  return { status: 200, body: { records: org.bin.size } };
}

/** `{}` empties it, `{"ids": […]}` takes these out. */
function emptyBin(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['ids'], 'The bin');
  const ids = body.ids === undefined ? undefined : asList(body.ids, 'ids').map((id) => asText(id, 'ids'));
  return { status: 200, body: { purged: org.bin.empty(ids) } };
}
