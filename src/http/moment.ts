/** A moment, as the API says it. */
import { z } from 'zod';

export const moment = z.string().meta({ format: 'date-time', examples: ['2026-11-22T09:30:00.000Z'] });

export const momentOf = (at: Date | null): string | null => at && at.toISOString();
