// #region open

import { openView } from "mortise/view";
import type server from "./server.ts";
// #endregion

import type { Order } from "./orders.ts";

const place = document.getElementById("orders") as HTMLElement;
let orders: readonly Order[] = [];

// #region open
const view = await openView<typeof server, "list_orders">({
  name: "dashboard",
  version: "1.0.0",
  onResult: ({ structured, text }) => {
    if (!structured) return show(text);
    orders = structured.orders;
    show();
  },
  onContext: ({ locale }) => {
    if (locale) document.documentElement.lang = locale;
    show();
  },
});
// #endregion

async function ship(id: string, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    const { structured: shipped, text } = await view.tools.ship_order({ id });
    if (!shipped) return show(text);
    orders = orders.map((order) => (order.id === id ? shipped : order));
    show();
    await view.updateContext({ structured: { shipped: id } });
  } catch (error) {
    show(error instanceof Error ? error.message : String(error));
  }
}

/** Draws the orders, and what went wrong last. */
function show(failure = ""): void {
  if (orders.length === 0 && failure === "") return;
  const rows = orders.map((order) => {
    const price = element("td", inEuros(order.total), "total");
    const cells = [order.id, order.customer, order.status].map((text) => element("td", text));
    return row([...cells, price, row(order.status === "open" ? [shipButton(order)] : [], "td")]);
  });
  const heads = ["Order", "Customer", "Status"].map((text) => element("th", text));
  const table = element("table");
  table.append(row([...heads, element("th", "Total", "total"), element("th")]), ...rows);
  place.replaceChildren(table, element("p", failure, "failure"));
}

function shipButton({ id }: Order): HTMLElement {
  const button = element("button", "Ship");
  button.setAttribute("aria-label", `Ship ${id}`);
  button.onclick = () => void ship(id, button);
  return button;
}

function inEuros(total: number): string {
  const money = { style: "currency", currency: "EUR" } as const;
  return new Intl.NumberFormat(document.documentElement.lang, money).format(total);
}

function row(children: readonly HTMLElement[], tag: "tr" | "td" = "tr"): HTMLElement {
  const made = element(tag);
  made.append(...children);
  return made;
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = "",
  kind = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = kind;
  return made;
}
