import { SANDBOX_METHODS } from "../../contract/index.ts";

/** Messages of a view in one second; a view that is dragged with the mouse sends about a hundred. */
const MAX_A_SECOND = 400;

/**
 * The program of the sandbox proxy (SEP-1865, Sandbox proxy): it shows the view in a frame of its own, and
 * passes messages on between the two windows that it knows. The reporter that it puts before the view's HTML
 * can be forged by the view, which only makes the list of violations and failures longer.
 */
export function sandboxScript(parentOrigin: string): string {
  return `"use strict";
const PARENT = ${embed(parentOrigin)};
const REPORTED = ${embed([SANDBOX_METHODS.violation, SANDBOX_METHODS.failure])};
const RESERVED = /^(?:ui\\/notifications\\/sandbox-|mortise\\/)/;
const REPORTER = ${embed(`<script>${REPORTER}</script>`)};
let frame, passed = 0, dropped = 0;
const up = (message) => parent.postMessage(message, PARENT);
const note = (method, params) => up({ jsonrpc: "2.0", method, params });
setInterval(() => {
  if (dropped > 0) note(${embed(SANDBOX_METHODS.flood)}, { dropped });
  passed = dropped = 0;
}, 1000);
addEventListener("message", ({ source, origin, data }) => {
  if (typeof data !== "object" || data === null) return;
  if (source === parent && origin === PARENT) {
    if (data.method === "ui/notifications/sandbox-resource-ready") show(String(data.params?.html));
    else if (!RESERVED.test(data.method)) frame?.contentWindow?.postMessage(data, "*");
  } else if (frame !== undefined && source === frame.contentWindow) {
    if (++passed > ${MAX_A_SECOND}) dropped += 1;
    else if (REPORTED.includes(data.method) || !RESERVED.test(data.method)) up(data);
  }
});
function show(html) {
  frame?.remove();
  frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts allow-forms";
  frame.title = "View";
  frame.srcdoc = html.replace(/^\\s*(?:<!doctype[^>]*>)?/i, (head) => head + REPORTER);
  document.body.append(frame);
}
note("ui/notifications/sandbox-proxy-ready", {});
`;
}

const REPORTER = `addEventListener("securitypolicyviolation", (event) => parent.postMessage({
  jsonrpc: "2.0",
  method: ${JSON.stringify(SANDBOX_METHODS.violation)},
  params: { directive: event.effectiveDirective, blocked: event.blockedURI },
}, "*"));
addEventListener("error", ({ target, message }) => {
  const url = target === window ? undefined : target?.src || target?.href;
  parent.postMessage({
    jsonrpc: "2.0",
    method: ${JSON.stringify(SANDBOX_METHODS.failure)},
    params: { text: url === undefined ? message : url + " could not be loaded" },
  }, "*");
}, true);
delete globalThis.RTCPeerConnection;
delete globalThis.webkitRTCPeerConnection;
document.currentScript.remove();`;

/** A value of JavaScript that ends no script element. */
function embed(value: string | readonly string[]): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
