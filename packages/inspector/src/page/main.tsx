import "@mantine/core/styles.css";
import "@mantine/spotlight/styles.css";
import "./look/look.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { findBase } from "./address/address.ts";
import { App } from "./app/app.tsx";
import { openStore } from "./state/store.ts";
import { createProcessLink } from "./stream/process-link.ts";
import { takeToken } from "./stream/token.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
const base = findBase(location.pathname);
const link = createProcessLink(base, takeToken(globalThis.window));
const store = openStore(link, new AbortController().signal);
createRoot(root).render(
  <StrictMode>
    <App base={base} inspector={{ link, store }} />
  </StrictMode>,
);
