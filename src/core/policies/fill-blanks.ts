import type { Policy } from './policy';

/** A value is never lost to a blank, whoever emptied the field; of two values the order system's stands. */
export const fillBlanks: Policy = ({ ours }) => (ours === null ? 'theirs' : 'ours');
