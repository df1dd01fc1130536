/** Rows that are refused on demand, whichever API they came by. */
import type { Faults } from '../../common/faults';
import type { SeededRandom } from '../../common/random';
import { struckRows } from '../../common/struck-rows';
import type { RowStriker } from '../org/check';
import { recordError } from '../org/refused';
import type { Fault } from './fault-effects';

/** Who writes through Salesforce's own pages is not disturbed. */
export function rowStriker(faults: Faults<Fault>, random: SeededRandom): RowStriker {
  return (rows, { via }) => {
    if (via === undefined || !faults.has('partial')) return new Map();
    const ofFault = (fault: Fault): number[] =>
      fault.kind === 'partial' ? rows.flatMap((type, index) => (of(fault.object, type) ? [index] : [])) : [];
    const fault = faults.strike(via.method, via.path, (each) => ofFault(each).length > 0);
    if (fault?.kind !== 'partial') return new Map();
    const own = ofFault(fault);
    const error = recordError(fault.code, fault.message, fault.fields);
    const struck = [...struckRows(fault.rows, own.length, random)].flatMap((at) => own[at] ?? []);
    return new Map(struck.map((index) => [index, error]));
  };
}

function of(object: string | null, type: string | undefined): boolean {
  return object === null || object === type;
}
