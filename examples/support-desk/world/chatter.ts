/** Remarks in Halyard's own channels; texts may name `{company}`, `{id}`, `{region}` and `{count}`. */
export const chatter: Readonly<Record<string, readonly string[]>> = {
  general: [
    "Release notes are out, thanks to everybody who tested.",
    "The office in Porto is closed on Friday.",
    "Welcome our new colleague, say hello when you see them.",
    "All hands in ten minutes.",
    "Please book your travel for the customer day by the end of the week.",
    "Reminder: security training is due this month.",
  ],
  "billing-ops": [
    "{company} ({id}) paid the overdue invoice this morning.",
    "Card processor is slow in {region}, retries are queued.",
    "{company} ({id}) asks for a purchase order number on the invoice.",
    "Month end: {count} invoices still open, list is in the folder.",
    "Refund for {company} ({id}) went out.",
    "VAT number of {company} ({id}) corrected.",
  ],
  engineering: [
    "Deploying the query service to {region}.",
    "Rolled back, p95 went from 80 to 400 ms.",
    "Firmware 4.{count} is on the beta ring.",
    "Who owns the retry logic in the payment worker?",
    "Flaky test in the rule engine, looking.",
    "Index rebuilt, reads are fast again.",
  ],
  incidents: [
    "Elevated 500s on /v1/readings in {region}, investigating.",
    "Cause found: one shard full. Moving {count} sites.",
    "Resolved. Report follows tomorrow.",
    "Gateway check-ins delayed in {region}, no data lost.",
    "Status page updated.",
  ],
  sales: [
    "{company} ({id}) wants a quote for {count} gateways.",
    "Renewal with {company} ({id}) signed.",
    "{company} ({id}) compares us with two others, needs the security paper.",
    "Pilot at {company} ({id}) ends in {count} days.",
    "{company} ({id}) asks about a longer retention.",
  ],
  "product-feedback": [
    "{company} ({id}) would like alerts by SMS.",
    "Third request this month for a dark dashboard.",
    "{company} ({id}) wants to rename sites in bulk.",
    "Export to Parquet, asked by {company} ({id}).",
    "{company} ({id}) finds the week view confusing.",
  ],
  random: [
    "Best coffee near the office?",
    "Photo of the day: the test rack with a cat on it.",
    "Who left a bicycle in the server room?",
    "Lunch at one?",
    "The plant by the window is alive again.",
  ],
  leadership: [
    "Numbers for the board are in the folder.",
    "Headcount for next year: open until Friday.",
  ],
};

/** Exchanges in a channel shared with a customer: the customer's line, then the answer. */
export const sharedChatter: readonly (readonly [question: string, answer: string])[] = [
  [
    "Hi, can you tell us when the new firmware reaches {region}?",
    "It starts there tomorrow morning, ring by ring.",
  ],
  [
    "We plan to add {count} sensors next month. Anything to prepare?",
    "One more gateway for every forty sensors, otherwise nothing.",
  ],
  [
    "Is there a way to mute alerts during maintenance?",
    "Yes, under Sites, Maintenance windows. I will send the page.",
  ],
  ["Our new colleague needs access to the dashboard.", "Invited, the mail is on its way."],
  ["Numbers look good after the last fix, thank you!", "Great to hear, thanks for the patience."],
  ["Could we move our review to next week?", "Of course, I have sent a new time."],
  [
    "Is {region} having trouble? Readings come late.",
    "Yes, a delay of a few minutes, nothing is lost. I will report when it is over.",
  ],
  [
    "Which plan do we need for single sign-on?",
    "Enterprise has it, and Pro as an extra. Shall I ask for a quote?",
  ],
  [
    "We are offline at site {count}, is it on your side?",
    "The gateway does not answer. Could somebody look at its power light?",
  ],
  ["The export you sent has everything we need.", "Perfect, closing the request then."],
];
