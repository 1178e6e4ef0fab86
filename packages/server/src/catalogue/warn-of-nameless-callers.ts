import type { AuthProvider } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import { describeName } from "../result/describe-name.ts";
import { NOUNS, PARTS } from "../view/view.ts";
import type { Access } from "../visibility/access.ts";
import type { Catalogue } from "./catalogue.ts";

/** The server that is about to serve. */
interface Serving {
  readonly auth: AuthProvider | undefined;
  readonly catalogue: Pick<Catalogue, "view">;
  readonly log: ServerLog;
}

/** The line that gives callers a name, by the way that they come. */
const FIXES: Readonly<Record<string, string>> = {
  http: 'add auth to createServer: auth: bearerAuth({ issuer: "https://id.example.com", audience: "https://tools.example.com/mcp" }), from mortise/auth',
  stdio: 'name the caller: serve(server, { principal: { id: "me", scopes: […] } })',
  memory: 'name the caller: connect(server, { principal: { id: "me", scopes: […] } })',
};

/** The servers that were warned, each for every way that callers come. */
const warned = new WeakMap<ServerLog, Set<string>>();

/**
 * Warns that something has `scopes` or `allow` on a server without `auth`, where callers have no name, so
 * that it is refused to all of them, or `allow` is asked about `undefined`. Once for each server and
 * `transport`: `http`, `stdio` or `memory`.
 */
export function warnOfNamelessCallers({ auth, catalogue, log }: Serving, transport: string): void {
  if (auth || warned.get(log)?.has(transport)) return;
  const found = findGuarded(catalogue);
  if (!found) return;
  warned.set(log, (warned.get(log) ?? new Set()).add(transport));
  const { owner, access } = found;
  const fault =
    access.scopes.length > 0
      ? `has scopes, which no caller here can have, so that every call of it is refused`
      : `has allow, which is asked about callers without a name here`;
  const fix = FIXES[transport] ?? FIXES["memory"];
  log({ level: "warning", message: `The ${owner} ${fault}; ${fix}` });
}

/** Returns an entry with access rules, one with scopes before others. */
function findGuarded({
  view,
}: Pick<Catalogue, "view">): { readonly owner: string; readonly access: Access } | undefined {
  const guarded = PARTS.flatMap((part) =>
    [...view[part]].flatMap(([name, { access }]) =>
      access ? [{ owner: `${NOUNS[part]} ${JSON.stringify(describeName(name))}`, access }] : [],
    ),
  );
  return guarded.find(({ access }) => access.scopes.length > 0) ?? guarded[0];
}
