/** Words for a debt, which has not been paid. */
export const DEBT: RegExp = /\b(?:owes?|owed|owing|in arrears|outstanding)\b/i;

const NOT = String.raw`(?:not|never|[a-z]+n['’]t|other than|except(?:\s+for)?|excluding|besides|apart from|without)\s+(?:(?:yet|been|on|in|the|any|an?)\s+){0,3}`;

/** Finds the words by which a text denies a state or level: "not yet delivered", "unpaid", "owes". */
export function findNegation(text: string, state: string): string | undefined {
  const plain = state.toLowerCase().replace(/[_-]+/g, " ");
  if (!/^[a-z ]+$/.test(plain)) return undefined;
  const [denied] = new RegExp(`\\b(?:un|${NOT})${plain}\\b`, "i").exec(text) ?? [];
  if (denied !== undefined || plain !== "paid") return denied;
  return DEBT.exec(text)?.[0];
}
