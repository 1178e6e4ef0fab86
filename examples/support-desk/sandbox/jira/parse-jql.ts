import { JqlError } from "./jql-error.ts";
import type { JqlClause, JqlOperand, JqlOperator, JqlQuery, JqlSortKey } from "./jql-query.ts";
import type { JqlToken } from "./jql-token.ts";
import { readJqlTokens } from "./jql-token.ts";

const symbolOperators: readonly JqlOperator[] = ["=", "!=", "~", "!~", "<", ">", "<=", ">="];
const operatorList =
  "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";

/** Parses a query, or throws a JqlError that says in Jira's words what is wrong, and where. */
export function parseJql(jql: string): JqlQuery {
  return new Parser(readJqlTokens(jql)).query();
}

class Parser {
  readonly #tokens: readonly JqlToken[];
  #at = 0;

  constructor(tokens: readonly JqlToken[]) {
    this.#tokens = tokens;
  }

  query(): JqlQuery {
    const bare = this.#peek().kind === "end" || this.#atWord("order");
    const where = bare ? undefined : this.#or();
    const orderBy = this.#takeWord("order") ? this.#sortKeys() : [];
    const rest = this.#peek();
    if (rest.kind !== "end") {
      throw failure(`Expecting either 'OR' or 'AND' but got '${rest.text}'.`, rest);
    }
    return { where, orderBy };
  }

  #or(): JqlClause {
    return this.#joined("or", ["||", "|"], () =>
      this.#joined("and", ["&&", "&"], () => this.#not()),
    );
  }

  #joined(kind: "and" | "or", signs: readonly string[], next: () => JqlClause): JqlClause {
    const clauses = [next()];
    while (this.#takeWord(kind) || signs.some((sign) => this.#takeSymbol(sign))) {
      clauses.push(next());
    }
    const [only] = clauses;
    return clauses.length === 1 && only !== undefined ? only : { kind, clauses };
  }

  #not(): JqlClause {
    if (this.#takeWord("not") || this.#takeSymbol("!")) {
      return { kind: "not", clause: this.#not() };
    }
    if (this.#takeSymbol("(")) {
      const clause = this.#or();
      this.#expectClose();
      return clause;
    }
    return this.#term();
  }

  #term(): JqlClause {
    const field = this.#name("a field name");
    const operator = this.#operator();
    const operand = this.#operand();
    if (operator.endsWith("in") && operand.kind === "value") {
      throw new JqlError(
        `Operator '${operator}' does not support the non-list value '"${operand.text}"' for field '${field}'.`,
      );
    }
    if (!operator.endsWith("in") && operand.kind === "list") {
      throw new JqlError(
        `Operator '${operator}' does not support the list value for field '${field}'.`,
      );
    }
    return { kind: "term", field, operator, operand };
  }

  #operator(): JqlOperator {
    const token = this.#peek();
    if (token.kind === "symbol") {
      const operator = symbolOperators.find((candidate) => candidate === token.text);
      if (operator !== undefined) {
        this.#at += 1;
        return operator;
      }
    }
    if (this.#takeWord("in")) {
      return "in";
    }
    if (this.#takeWord("is")) {
      return this.#takeWord("not") ? "is not" : "is";
    }
    if (this.#takeWord("not")) {
      if (!this.#takeWord("in")) {
        const found = this.#peek();
        throw failure(`Expecting 'IN' but got '${found.text}'.`, found);
      }
      return "not in";
    }
    if (token.kind === "end") {
      throw new JqlError(
        `Error in the JQL Query: Expecting operator before the end of the query. ${operatorList}`,
      );
    }
    throw failure(`Expecting operator but got '${token.text}'. ${operatorList}`, token);
  }

  #operand(): JqlOperand {
    if (!this.#takeSymbol("(")) {
      return this.#single();
    }
    const items = [this.#operand()];
    while (this.#takeSymbol(",")) {
      items.push(this.#operand());
    }
    this.#expectClose();
    return { kind: "list", items };
  }

  #single(): JqlOperand {
    const token = this.#peek();
    const text = this.#name("either a value, list or function");
    if (this.#takeSymbol("(")) {
      const given: string[] = [];
      while (!this.#takeSymbol(")")) {
        given.push(this.#name("a function argument"));
        if (!this.#takeSymbol(",") && !this.#atSymbol(")")) {
          this.#expectClose();
        }
      }
      return { kind: "function", name: text, arguments: given };
    }
    const bare = token.kind === "word" && /^(empty|null)$/i.test(text);
    return bare ? { kind: "empty" } : { kind: "value", text };
  }

  #sortKeys(): JqlSortKey[] {
    if (!this.#takeWord("by")) {
      const found = this.#peek();
      throw failure(`Expecting 'by' but got '${found.text}'.`, found);
    }
    const keys: JqlSortKey[] = [];
    do {
      const field = this.#name("a field name");
      const direction = this.#takeWord("asc") ? "asc" : this.#takeWord("desc") ? "desc" : undefined;
      keys.push({ field, direction });
    } while (this.#takeSymbol(","));
    return keys;
  }

  #name(expected: string): string {
    const token = this.#peek();
    if (token.kind === "end") {
      throw new JqlError(
        `Error in the JQL Query: Expecting ${expected} before the end of the query.`,
      );
    }
    if (token.kind === "symbol") {
      throw failure(`Expecting ${expected} but got '${token.text}'.`, token);
    }
    this.#at += 1;
    return token.text;
  }

  #expectClose(): void {
    const found = this.#peek();
    if (!this.#takeSymbol(")")) {
      throw found.kind === "end"
        ? new JqlError("Error in the JQL Query: Expecting ')' before the end of the query.")
        : failure(`Expecting ')' but got '${found.text}'.`, found);
    }
  }

  #peek(): JqlToken {
    return this.#tokens[this.#at] ?? { kind: "end", text: "", position: "" };
  }

  #atWord(word: string): boolean {
    const token = this.#peek();
    return token.kind === "word" && token.text.toLowerCase() === word;
  }

  #atSymbol(symbol: string): boolean {
    const token = this.#peek();
    return token.kind === "symbol" && token.text === symbol;
  }

  #takeWord(word: string): boolean {
    return this.#take(this.#atWord(word));
  }

  #takeSymbol(symbol: string): boolean {
    return this.#take(this.#atSymbol(symbol));
  }

  #take(found: boolean): boolean {
    this.#at += found ? 1 : 0;
    return found;
  }
}

function failure(message: string, token: JqlToken): JqlError {
  return new JqlError(`Error in the JQL Query: ${message} ${token.position}`);
}
