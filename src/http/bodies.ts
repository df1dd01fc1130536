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
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';

export const sourceIdPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const sourceIdRule = { message: '$property must be an id: 1 to 64 of the characters A-Z a-z 0-9 . _ : -' };
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
const instantRule = { message: '$property must be a date and time with time zone, like 2026-11-22T09:30:00Z' };
/** A real moment: a pattern alone would take the 31st of February. */
export const isInstant = (text: string): boolean => instantPattern.test(text) && !Number.isNaN(Date.parse(text));

/** More than any CRM takes (HubSpot 65,536), so that it is the CRM that says which values it refuses. */
const textLength = 100_000;
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
  /** A version from far ahead (milliseconds taken for seconds) would make every later write stale. */
  validate(value: unknown): boolean {
    return typeof value !== 'string' || !(Date.parse(value) > Date.now() + 366 * 86_400_000);
  }
  defaultMessage(): string {
    return '$property lies more than a year ahead; every later write would be stale';
  }
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

@ValidatorConstraint({ name: 'custom' })
class CustomValues implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return this.problemOf(value) === null;
  }
  defaultMessage({ value }: ValidationArguments): string {
    return `$property ${this.problemOf(value) ?? ''}`;
  }

  private problemOf(value: unknown): string | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
    const entries = Object.entries(value);
    if (entries.length > 200) return 'may have 200 fields';
    for (const [name, field] of entries) {
      if (!customNamePattern.test(name))
        return 'has a name that is not a letter followed by up to 63 letters, digits or _';
      const ok =
        isScalar(field) ||
        (Array.isArray(field) && field.length <= 1_000 && field.every((item) => typeof item === 'string'));
      if (!ok) return `.${name} must be text, a number, a boolean, null or a list of texts`;
      if (typeof field === 'string' && field.length > textLength) return `.${name} may have ${textLength} characters`;
    }
    return null;
  }
}

/** Text or a blank. Registered in the order in which it is judged: a number is no text, before it is too long. */
function Text(longest: number): PropertyDecorator {
  return (target, property) => {
    for (const rule of [IsOptional(), IsString({ message: '$property must be text' }), MaxLength(longest)])
      rule(target, property);
  };
}

export class RecordBody {
  @IsOptional() @Matches(sourceIdPattern, sourceIdRule) id?: string;
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
  @IsOptional() @IsNumber({ allowNaN: false, allowInfinity: false }) quantity?: number | null;
  @IsOptional() @IsInt() @Min(-Number.MAX_SAFE_INTEGER) @Max(Number.MAX_SAFE_INTEGER) unitPriceMinor?: number | null;
}

export class OrderBody extends RecordBody {
  @Text(textLength) number?: string | null;
  @IsOptional() @Matches(sourceIdPattern, sourceIdRule) customerId?: string | null;
  @IsOptional() @Matches(sourceIdPattern, sourceIdRule) companyId?: string | null;
  @Text(200) status?: string | null;
  @IsOptional()
  @Matches(/^[A-Za-z]{3}$/, { message: '$property must be a three-letter currency code, like EUR' })
  currency?: string | null;
  @IsOptional() @IsInt() @Min(-Number.MAX_SAFE_INTEGER) @Max(Number.MAX_SAFE_INTEGER) totalMinor?: number | null;
  @IsOptional() @Validate(RealInstant) placedAt?: string | null;
  @IsOptional() @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }) url?:
    string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ArrayUnique((line: { lineId?: unknown } | null) => line?.lineId, {
    message: '$property must not have two lines with one lineId',
  })
  @ValidateNested({ each: true })
  @Type(() => OrderLineBody)
  lines?: OrderLineBody[] | null;
}
