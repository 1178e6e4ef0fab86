import { text } from "@clack/prompts";
import type {
  DeviceCode,
  OAuthClient,
  QuirkName,
  Quirks,
  UserAgent,
  VisitRequest,
} from "@mortise/auth";
import type { Tap } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { withKeyboard } from "../output/ask-field.ts";
import { canAsk } from "../output/can-ask.ts";
import { writeNote } from "../output/note.ts";
import { toPrintable } from "../output/printable.ts";
import { hideSpinner } from "../output/spinner.ts";
import { LoginBook } from "./login-book.ts";
import type { LoginPlace, LoginSettings } from "./login-settings.ts";
import { changeSettings, DEFAULT_PROFILE } from "./login-settings.ts";
import { OneVisit } from "./one-visit.ts";
import { tapFetch } from "./tap-fetch.ts";

/** Whether and how the user is asked to sign in. */
export interface SignInOptions {
  /** The user may be sent to a page; otherwise only a stored login is used. */
  readonly interactive: boolean;
  /** Opens the browser. Default `true`; the URL is printed in any case. */
  readonly browser?: boolean;
  /** Shows the page of the sign-in. Default: on the terminal, and in the browser. */
  readonly onPage?: ((url: string) => void) | undefined;
  /** Receives the requests to authorization servers and their answers, without secrets. Default: none. */
  readonly tap?: Tap | undefined;
  /** How to sign in. Default: as the user did last. */
  readonly given?: LoginSettings | undefined;
  /** The settings that change from now on. */
  readonly changes?: LoginSettings | undefined;
}

/** A way to sign in to one server, and the memory of it. */
export interface SignIn {
  readonly client: OAuthClient;
  readonly book: LoginBook;
  /** How the user signs in. */
  readonly settings: LoginSettings;
}

/** Opens the store of logins, and the book of how the user signed in. */
export async function openLogins(): Promise<{ book: LoginBook; clear: () => Promise<number> }> {
  const { UserTokenStore } = await import("@mortise/auth/node");
  const store = new UserTokenStore({ onWarning: writeNote });
  return { book: new LoginBook(store), clear: () => store.clear() };
}

/** Opens the way to sign in to a server: the given one, or the one of the last time, with the changes. */
export async function openSignIn(place: LoginPlace, options: SignInOptions): Promise<SignIn> {
  const [{ deviceCode, oauth }, { nodeSettings, UserTokenStore }] = await Promise.all([
    import("@mortise/auth"),
    import("@mortise/auth/node"),
  ]);
  const store = new UserTokenStore({ onWarning: writeNote });
  const book = new LoginBook(store);
  const known = options.given ?? (await book.read(place)) ?? {};
  const settings = changeSettings(known, options.changes ?? {});
  const { clientId, clientSecret, scopes, device, issuer } = settings;
  const node = nodeSettings({ store, onWarning: writeNote });
  const { tap } = options;
  const common = {
    ...node,
    ...(tap !== undefined && {
      fetchFor: (server: URL, base?: typeof fetch) => tapFetch(node.fetchFor(server, base), tap),
    }),
    profile: place.profile,
    ...readQuirks(settings),
    ...(issuer !== undefined && { metadata: { issuer } }),
    ...(scopes !== undefined && { scopes }),
    ...(clientId !== undefined && {
      client: { id: clientId, ...(clientSecret !== undefined && { secret: clientSecret }) },
    }),
  };
  const refuse = await createRefusal(place, settings);
  if (device === true) {
    const { onPage } = options;
    const show = onPage
      ? ({ completeUrl, url }: DeviceCode) => onPage(completeUrl ?? url)
      : showCode;
    const onCode = options.interactive ? show : refuse;
    return { client: deviceCode({ ...common, onCode }), book, settings };
  }
  const userAgent = options.interactive
    ? await createUserAgent(settings, options)
    : { visit: refuse };
  return { client: oauth({ ...common, userAgent }), book, settings };
}

/** The name of a provider is checked by the sign-in, which knows them. */
function readQuirks({ quirks, metadataIssuer }: LoginSettings): { quirks?: QuirkName | Quirks } {
  if (quirks !== undefined && metadataIssuer !== undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "A sign-in has the quirks of a provider or a metadata issuer; give one of --quirks and --metadata-issuer",
    );
  }
  if (quirks !== undefined) return { quirks: quirks as QuirkName };
  return metadataIssuer === undefined ? {} : { quirks: { metadataIssuer } };
}

/** Refuses a sign-in that would need a user. */
async function createRefusal(
  { url, profile }: LoginPlace,
  { device, clientId, quirks, issuer, metadataIssuer }: LoginSettings,
): Promise<(asked: Pick<VisitRequest, "needed">) => Promise<never>> {
  const { AuthError } = await import("@mortise/auth");
  const account = [
    ...(profile === DEFAULT_PROFILE ? [] : [` --profile ${profile}`]),
    ...(device === true ? [" --device"] : []),
    ...(clientId === undefined ? [] : [` --client-id ${clientId}`]),
    ...(quirks === undefined ? [] : [` --quirks ${quirks}`]),
    ...(issuer === undefined ? [] : [` --issuer ${issuer}`]),
    ...(metadataIssuer === undefined ? [] : [` --metadata-issuer ${metadataIssuer}`]),
  ].join("");
  return async ({ needed = [] }) => {
    const asks = needed.length === 0 ? "a sign-in" : `the scopes ${needed.join(" ")}`;
    const problem = `${new URL(url).origin} asks for ${asks}, and there is no terminal to ask on`;
    const scopes = needed.map((scope) => ` --scope ${scope}`).join("");
    const hint = `sign in first: mortise login ${url}${account}${scopes}`;
    throw new AuthError("interaction_required", problem, { hint });
  };
}

async function createUserAgent(
  { callbackHost: host, callbackPort: port, callbackPath: path }: LoginSettings,
  { browser = true, onPage }: SignInOptions,
): Promise<UserAgent> {
  const { BrowserUserAgent } = await import("@mortise/auth/node");
  const callback = {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(path !== undefined && { path }),
  };
  if (onPage !== undefined) {
    const open = (url: URL): boolean => {
      onPage(url.href);
      return true;
    };
    const ask = async (): Promise<undefined> => undefined;
    return new BrowserUserAgent({ interactive: true, show: () => undefined, ask, callback, open });
  }
  const userAgent = new BrowserUserAgent({
    interactive: true,
    show,
    ask: canAsk() ? askForAddress : async () => undefined,
    callback,
    ...(!browser && { open: false }),
  });
  return new OneVisit(userAgent);
}

function show(words: string): void {
  hideSpinner();
  process.stderr.write(toPrintable(words));
}

function showCode({ url, userCode }: DeviceCode): void {
  show(`Open ${url} on any device, and type this code:\n\n  ${userCode}\n\n`);
}

async function askForAddress(question: string, signal: AbortSignal): Promise<string | undefined> {
  const interrupt = (): void => void process.kill(process.pid, "SIGINT");
  const answer = await withKeyboard(
    { screen: process.stderr, signal, onInterrupt: interrupt },
    { pastes: true },
    (keys) => text({ message: question.trim(), ...keys }),
  );
  return typeof answer === "string" ? answer : undefined;
}
