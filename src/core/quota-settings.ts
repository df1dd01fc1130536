/** What a person has said of an account's calls: how many of a day are others', and how many ours at most. */
export interface QuotaSettings {
  /** The share of the account's calls of a day that migrations and audits leave to other programs. */
  readonly reserve: number;
  /** All that we may call in a day, in every lane; null: as many as the account has. */
  readonly dailyCalls: number | null;
}

/** Too much only makes a migration take longer; too little takes calls from a program that nobody has told us of. */
const reserveDefault = 0.2;
/** With more, nothing would be left of small accounts to load anything by. */
export const reserveAtMost = 0.9;

/** What a person says of them; what is left out stays as it is. */
export type SaidQuota = { readonly [K in keyof QuotaSettings]?: QuotaSettings[K] | undefined };

export const quotaSettingsOf = ({ quota }: { readonly quota?: Partial<QuotaSettings> }): QuotaSettings => ({
  reserve: quota?.reserve ?? reserveDefault,
  dailyCalls: quota?.dailyCalls ?? null,
});

export const changeQuota = (before: QuotaSettings, { reserve, dailyCalls }: SaidQuota): QuotaSettings => ({
  reserve: reserve ?? before.reserve,
  dailyCalls: dailyCalls === undefined ? before.dailyCalls : dailyCalls,
});
