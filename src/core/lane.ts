/**
 * Why a link is looked at, which says how urgent it is. Each lane goes before the next. The first two are somebody's news; what is
 * looked at once more, after a failure or because a person says so, goes behind them, for that may be hundreds of thousands at once;
 * the last two are ours to spread over the time and the calls that are left.
 */
export const lanes = { live: 0, inbound: 1, retry: 2, migration: 3, audit: 4 } as const;
export type Lane = keyof typeof lanes;
export const laneNames = Object.keys(lanes) as readonly Lane[];

/** Lanes of which nothing waits for what may. */
export const urgentLanes = ['live', 'inbound', 'retry'] as const satisfies readonly Lane[];
/** Lanes that may wait: only what nobody else needs is theirs. */
export const bulkLanes = ['migration', 'audit'] as const satisfies readonly Lane[];
export type BulkLane = (typeof bulkLanes)[number];

/** As a row of the dirty set has it. */
export const laneNumbered = (number: number): Lane => laneNames.find((name) => lanes[name] === number) ?? 'audit';

export const isBulk = (lane: Lane): lane is BulkLane => bulkLanes.some((bulk) => bulk === lane);
