/** A page that signs its user in to a server of another origin; tests/sign-in/browser.test.ts opens it. */
// #region page

import type { TokenStore, UserAgent, Visit } from "@mortise/auth";
import { AuthError, oauth } from "@mortise/auth";
import { connect } from "@mortise/client";
// #endregion
import type { Revision } from "@mortise/protocol";

/** The parts of a browser that the types of Node lack. */
declare const location: URL & { assign(url: URL): void };
declare const history: { replaceState(state: null, title: "", url: string): void };
declare const document: {
  title: string;
  querySelector(name: string): { onclick: () => void; disabled: boolean };
};
declare function close(): void;
declare function open(url: URL | "", name: string, features?: string): unknown;

const query = new URLSearchParams(sessionStorage.getItem("query") ?? location.search);
const url = query.get("server") ?? "";
const usesPopUp = query.get("way") === "pop-up";
const dpop = query.get("dpop") === "true";
const revision = query.get("revision") as Revision | null;

// #region page
/** Keeps logins as long as the tab is open. Every script of this origin can read them. */
const store: TokenStore = {
  get: async (key) => {
    const { value, expiresAt = Infinity } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    return expiresAt > Date.now() ? value : undefined;
  },
  set: async (key, value, { expiresAt } = {}) => {
    sessionStorage.setItem(key, JSON.stringify({ value, expiresAt }));
  },
  delete: async (key, expected) => {
    if (expected !== undefined && (await store.get(key)) !== expected) return;
    sessionStorage.removeItem(key);
  },
  lock: (key, work) => navigator.locks.request(key, work),
};

/** Shows the authorization page in a window of its own, whose callback comes by a channel. */
const popUp: UserAgent = {
  visit: async () => {
    const channel = new BroadcastChannel("callback");
    const authorize: Visit["authorize"] = ({ url, signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        channel.onmessage = ({ data }) => {
          const back = new URL(String(data));
          const isOurs = back.searchParams.get("state") === url.searchParams.get("state");
          if (isOurs) resolve(back);
        };
        open(url, "sign-in");
      });
    const redirectUri = new URL("/window", location.href).href;
    return { redirectUri, authorize, [Symbol.asyncDispose]: async () => channel.close() };
  },
};

const inWindow = oauth({ store, userAgent: popUp, dpop });

/** Leaves the page for the authorization page; `finishAuth` takes the callback. */
const byRedirect = oauth({
  store,
  redirect: {
    uri: new URL("/callback", location.href).href,
    visit: (page) => location.assign(page),
  },
  dpop,
});
// #endregion

async function run(): Promise<string> {
  if (location.pathname === "/window") {
    new BroadcastChannel("callback").postMessage(location.href);
    close();
    return "back";
  }
  if (location.pathname === "/callback") {
    await byRedirect.finishAuth(location.href);
    history.replaceState(null, "", "/"); // the code is of no more use
  }
  const auth = usesPopUp ? inWindow : byRedirect;
  await using client = await connect(url, { auth, ...(revision && { revision }) });
  const first = (await client.callTool("whoami")).text;
  const second = (await client.callTool("write")).text;
  return `${client.revision} ${first} ${second}`;
}

function start(): void {
  run().then(
    (answer) => {
      document.title = answer;
    },
    (error: unknown) => {
      const leaves = AuthError.is(error) && error.data.code === "interaction_required";
      if (!leaves) document.title = `failed: ${error}`;
    },
  );
}

sessionStorage.setItem("query", `${query}`);
if (!usesPopUp || location.pathname === "/window") start();
else {
  const button = document.querySelector("button");
  button.onclick = () => {
    // Browsers open windows only at a click, and the page is not known yet.
    open("", "sign-in", "popup");
    start();
  };
  button.disabled = false;
}
