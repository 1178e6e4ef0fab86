/** How a field is compared in JQL. */
export type JqlOperator =
  | "="
  | "!="
  | "~"
  | "!~"
  | "<"
  | ">"
  | "<="
  | ">="
  | "in"
  | "not in"
  | "is"
  | "is not";

/** The operand of a comparison. */
export type JqlOperand =
  | { readonly kind: "value"; readonly text: string }
  | { readonly kind: "empty" }
  | { readonly kind: "function"; readonly name: string; readonly arguments: readonly string[] }
  | { readonly kind: "list"; readonly items: readonly JqlOperand[] };

/** A condition of a query. */
export type JqlClause =
  | { readonly kind: "and" | "or"; readonly clauses: readonly JqlClause[] }
  | { readonly kind: "not"; readonly clause: JqlClause }
  | {
      readonly kind: "term";
      readonly field: string;
      readonly operator: JqlOperator;
      readonly operand: JqlOperand;
    };

/** One key of an ORDER BY. */
export interface JqlSortKey {
  readonly field: string;
  /** `undefined` leaves the direction to the field. */
  readonly direction: "asc" | "desc" | undefined;
}

/** A parsed query. */
export interface JqlQuery {
  /** `undefined` when the query restricts nothing. */
  readonly where: JqlClause | undefined;
  readonly orderBy: readonly JqlSortKey[];
}
