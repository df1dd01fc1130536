/** What a CRM says about one property of an object: what a value has to be so that it is taken. */

export interface PropertyDescription {
  readonly name: string;
  readonly label: string;
  /** `other`: nothing is known of what it takes. */
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'option' | 'options' | 'reference' | 'other';
  /** Of a text, in UTF-16 code units; null where there is no limit, or the CRM does not say. */
  readonly maxLength: number | null;
  /** Of a number: digits before and after the point at most; null where the CRM does not say. */
  readonly digits: { readonly whole: number; readonly fraction: number } | null;
  /** Of `option` and `options`: what it takes; null when it takes others as well. */
  readonly options: readonly string[] | null;
  /** A new record has to say it. */
  readonly required: boolean;
  /** We may say it of a new record, and of one that is there. */
  readonly writable: { readonly onCreate: boolean; readonly onUpdate: boolean };
  /** The CRM refuses a second record with the same value. */
  readonly unique: boolean;
}
