/** An identity between figures of one log: one of them against a value computed from the others. */
export interface LogCheck {
  readonly label: string;
  readonly unit: "pages" | "Mbit/s" | "ms";
  readonly measured: number;
  readonly computed: number;
}
