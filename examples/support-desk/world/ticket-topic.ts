/** A subject of tickets; many tickets are made from one. */
export interface TicketTopic {
  readonly area: "billing" | "api" | "devices" | "account" | "dashboard" | "shipping";
  readonly type: "Bug" | "Task" | "Question";
  /** Texts may name `{company}`, `{gateway}`, `{order}`, `{count}`, `{endpoint}` and `{region}`. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  /** The finding of the colleague on the ticket. */
  readonly finding: string;
  /** The reply that settles the ticket. */
  readonly resolution: string;
}

/** Every topic. */
export const ticketTopics: readonly TicketTopic[] = [
  {
    area: "billing",
    type: "Task",
    summary: "VAT number missing on the invoices of {company}",
    description: [
      "Our accountants cannot book the last {count} invoices because our VAT number is not printed on them.",
      "Please add it and send the invoices again.",
    ],
    finding: "The number was entered as a note and not in the tax field.",
    resolution: "Tax field set, {count} invoices issued again.",
  },
  {
    area: "billing",
    type: "Question",
    summary: "Change from monthly to annual billing",
    description: [
      "We would like to pay once a year from now on.",
      "What happens to the part of this month that is already paid?",
    ],
    finding: "The rest of the month is credited on the first annual invoice.",
    resolution: "Moved to annual billing, credit confirmed by the customer.",
  },
  {
    area: "billing",
    type: "Bug",
    summary: "Card declined although the bank confirms cover",
    description: [
      "The payment for {order} was declined {count} times. Our bank sees no attempt at all.",
    ],
    finding: "The processor rejects the card's country; the attempt never reached the bank.",
    resolution: "Paid by bank transfer, card country allowed for the account.",
  },
  {
    area: "api",
    type: "Bug",
    summary: "{endpoint} answers 500 for a range over a daylight saving change",
    description: [
      "A query whose range crosses the change of the clocks always answers 500.",
      "The same range one day later is fine. We use the {region} region.",
    ],
    finding: "Reproduced: the bucket that has 25 hours overflows.",
    resolution: "Fixed in the release of the query service, confirmed by the customer.",
  },
  {
    area: "api",
    type: "Question",
    summary: "How to page through {endpoint}",
    description: [
      "We only ever receive the first {count} rows from {endpoint}. Is there a next page?",
    ],
    finding: "They ignore next_cursor and repeat the first request.",
    resolution: "Sent an example with the cursor, works for them.",
  },
  {
    area: "api",
    type: "Bug",
    summary: "Webhooks arrive twice",
    description: [
      "Since last week {count} of our webhook deliveries came twice, seconds apart, with one id.",
      "Our handler answers 200 within a second.",
    ],
    finding: "Their proxy in {region} cuts the connection before our side reads the answer.",
    resolution: "Timeout at the proxy raised; advised to drop ids already seen.",
  },
  {
    area: "devices",
    type: "Bug",
    summary: "Gateway {gateway} goes offline every night",
    description: [
      "Gateway {gateway} disappears at about 02:00 and returns {count} minutes later.",
      "Other devices on the same network stay online.",
    ],
    finding: "The gateway restarts to update, fails the signature check and starts the old image.",
    resolution: "Firmware replaced by hand, online for three nights in a row.",
  },
  {
    area: "devices",
    type: "Bug",
    summary: "Temperature readings of {gateway} drift by two degrees",
    description: [
      "All {count} sensors behind {gateway} read about two degrees too high since the last update.",
    ],
    finding: "Calibration table of the older sensors was reset by the update.",
    resolution: "Calibration restored from the backup, readings match the reference.",
  },
  {
    area: "devices",
    type: "Task",
    summary: "Replace {count} door contacts with broken seals",
    description: [
      "{count} of the contacts from {order} arrived with broken seals. Photos attached.",
    ],
    finding: "Batch known to the warehouse, replacement agreed.",
    resolution: "Replacement delivered.",
  },
  {
    area: "account",
    type: "Task",
    summary: "Single sign-on for {company}",
    description: [
      "We want our {count} users to sign in with our identity provider.",
      "The metadata file is attached.",
    ],
    finding: "The certificate in the metadata runs out within the month, asked for a new one.",
    resolution: "Single sign-on live, passwords switched off.",
  },
  {
    area: "account",
    type: "Bug",
    summary: "Invited colleagues never receive the e-mail",
    description: ["We invited {count} colleagues and none of them received anything."],
    finding: "Their mail filter holds back everything from our new sending address.",
    resolution: "Address allowed by their administrator, all invitations accepted.",
  },
  {
    area: "account",
    type: "Question",
    summary: "Export of all data before an audit",
    description: [
      "Our auditors ask for all readings of the last year from {region}. How do we get them?",
    ],
    finding: "Bulk export covers it, the range must be split by month.",
    resolution: "Export handed over, audit passed.",
  },
  {
    area: "dashboard",
    type: "Bug",
    summary: "Chart of {gateway} stays empty in the week view",
    description: ["Day view and month view are fine, the week view of {gateway} shows nothing."],
    finding: "The week starts on Sunday for this account and the query on Monday.",
    resolution: "Fixed, week view filled again.",
  },
  {
    area: "dashboard",
    type: "Bug",
    summary: "Alert rule fires {count} times for one event",
    description: ["One open door, {count} messages. The rule has a quiet period of ten minutes."],
    finding: "The quiet period is counted for each contact and not for the rule.",
    resolution: "Rule engine counts for the rule, released.",
  },
  {
    area: "shipping",
    type: "Question",
    summary: "Where is {order}?",
    description: ["The tracking page of {order} has not changed for {count} days."],
    finding: "Parcel held at customs in {region}, papers sent to the carrier.",
    resolution: "Delivered and signed for.",
  },
  {
    area: "shipping",
    type: "Task",
    summary: "Delivery address of {order} must change",
    description: ["We moved. Please deliver {order} to the new address in our account."],
    finding: "Not handed to the carrier yet, address can still change.",
    resolution: "Address changed, delivered.",
  },
];
