/**
 * The bodies of the records API, as class-validator sees them. `null` is a blank and allowed for every field; an absent
 * field is one that the order system does not hold. Whether a CRM will take a value is not judged here: the order
 * system is never blocked for it (an e-mail address is any text).
 */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';

export const sourceIdPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const sourceIdRule = { message: '$property must be an id: 1 to 64 of the characters A-Z a-z 0-9 . _ : -' };
const instantPattern = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
/** Postgres has no year 0. */
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const instantRule = { message: '$property must be a date and time with time zone, like 2026-11-22T09:30:00Z' };

/** A real moment: a pattern alone would take the 31st of February, and `Date` takes it for the 3rd of March. */
export function isInstant(text: string): boolean {
  const [, day] = instantPattern.exec(text) ?? [];
  return day !== undefined && Date.parse(text) >= firstInstant && new Date(day).toISOString().startsWith(day);
}

const farAheadMs = 366 * 86_400_000;
export const farAheadRule = 'lies more than a year ahead; every later write would be stale';
/** A version from far ahead (milliseconds taken for seconds) would make every later write stale. */
export const isFarAhead = (text: string): boolean => Date.parse(text) > Date.now() + farAheadMs;

/** More than any CRM takes (HubSpot 65,536), so that it is the CRM that says which values it refuses. */
const textLength = 100_000;
const customLimit = 200;
const customNamePattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

@ValidatorConstraint({ name: 'instant' })
class RealInstant implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && isInstant(value);
  }
  defaultMessage(): string {
    return instantRule.message;
  }
}

@ValidatorConstraint({ name: 'version' })
class PlausibleVersion implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value !== 'string' || !isFarAhead(value);
  }
  defaultMessage(): string {
    return `$property ${farAheadRule}`;
  }
}

@ValidatorConstraint({ name: 'custom' })
class CustomValues implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return this.problemOf(value) === null;
  }
  defaultMessage({ value }: ValidationArguments): string {
    return `$property${this.problemOf(value) ?? ''}`;
  }

  private problemOf(value: unknown): string | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ' must be an object';
    const entries = Object.entries(value);
    if (entries.length > customLimit) return ` may have ${customLimit} fields`;
    if (entries.some(([name]) => !customNamePattern.test(name))) {
      return ' has a name that is not a letter followed by up to 63 letters, digits or _';
    }
    const wrong = entries.find(([, field]) => !isCustomValue(field));
    return wrong
      ? `.${wrong[0]} must be text (${textLength} characters), a number, a boolean, null or a list of texts`
      : null;
  }
}

function isCustomValue(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= textLength;
  if (Array.isArray(value)) return value.length <= 1_000 && value.every((item) => typeof item === 'string');
  // JSON has no infinity, but 1e400 becomes one, and would be stored as a blank.
  return value === null || Number.isFinite(value) || typeof value === 'boolean';
}

/** Rules in the order in which they are judged: decorators above one another are registered from the last to the first. */
function inOrder(...rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

/** Text or a blank: a number is no text, before it is too long. */
const Text = (longest: number): PropertyDecorator =>
  inOrder(IsOptional(), IsString({ message: '$property must be text' }), MaxLength(longest));

const WholeNumber = (): PropertyDecorator =>
  inOrder(
    IsOptional(),
    IsInt({ message: '$property must be a whole number' }),
    Min(-Number.MAX_SAFE_INTEGER),
    Max(Number.MAX_SAFE_INTEGER),
  );

export class RecordBody {
  @ValidateIf(({ id }: RecordBody) => id !== undefined) @Matches(sourceIdPattern, sourceIdRule) id?: string;
  @IsOptional() @Validate(RealInstant) @Validate(PlausibleVersion) updatedAt?: string;
  @IsOptional() @Validate(CustomValues) custom?: Record<string, unknown>;
}

export class CompanyBody extends RecordBody {
  @Text(textLength) name?: string | null;
  @Text(textLength) domain?: string | null;
  @Text(textLength) phone?: string | null;
  @Text(textLength) country?: string | null;
  @Text(textLength) address?: string | null;
}

export class CustomerBody extends RecordBody {
  @Text(textLength) email?: string | null;
  @IsOptional() @IsBoolean() emailConfirmed?: boolean | null;
  @Text(textLength) firstName?: string | null;
  @Text(textLength) lastName?: string | null;
  @Text(textLength) phone?: string | null;
  @Text(textLength) country?: string | null;
  @Text(textLength) address?: string | null;
  @IsOptional() @Matches(sourceIdPattern, sourceIdRule) companyId?: string | null;
}

class OrderLineBody {
  @Matches(sourceIdPattern, sourceIdRule) lineId!: string;
  @Text(textLength) sku?: string | null;
  @Text(textLength) name?: string | null;
  @IsOptional() @IsNumber({}, { message: '$property must be a number' }) quantity?: number | null;
  @WholeNumber() unitPriceMinor?: number | null;
}

export class OrderBody extends RecordBody {
  @Text(textLength) number?: string | null;
  @IsOptional() @Matches(sourceIdPattern, sourceIdRule) customerId?: string | null;
  @IsOptional() @Matches(sourceIdPattern, sourceIdRule) companyId?: string | null;
  @Text(200) status?: string | null;
  @IsOptional()
  @Matches(/^[A-Za-z]{3}$/, { message: '$property must be a three-letter currency code, like EUR' })
  currency?: string | null;
  @WholeNumber() totalMinor?: number | null;
  @IsOptional() @Validate(RealInstant) placedAt?: string | null;
  @IsOptional() @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }) url?:
    string | null;
  @inOrder(
    IsOptional(),
    IsArray({ message: '$property must be a list' }),
    ArrayMaxSize(1_000, { message: '$property may have 1000 lines' }),
    IsObject({ each: true, message: '$property must be a list of objects' }),
    ArrayUnique(({ lineId }: OrderLineBody) => lineId, {
      message: '$property must not have two lines with one lineId',
    }),
    ValidateNested({ each: true, message: 'must be an object' }),
    Type(() => OrderLineBody),
  )
  lines?: OrderLineBody[] | null;
}
