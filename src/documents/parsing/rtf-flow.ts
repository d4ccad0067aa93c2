import { createFlow } from './flow.ts';

/** Text of a Rich Text file as its control words come: cells are told by where they end, and tables by what follows. */
export type RtfFlow = {
  text(text: string): void;
  /** A byte of a charset, in which a character may take two. */
  byte(byte: number, charset: string): void;
  /** Whether what follows stands in a table. */
  setInTable(is: boolean): void;
  paragraph(): void;
  endCell(): void;
  endRow(): void;
  finish(): string;
};

export function createRtfFlow(): RtfFlow {
  const flow = createFlow();
  let bytes: number[] = [];
  let charsetOfBytes = '';
  let isInTable = false;
  const open = { table: false, row: false, cell: false };

  function flush(): void {
    if (bytes.length > 0) flow.text(new TextDecoder(charsetOfBytes).decode(Uint8Array.from(bytes)));
    bytes = [];
  }

  /** The first words of a cell open it; the first behind a table end that. */
  function arrange(): void {
    if (!isInTable && open.table) {
      if (open.cell) flow.closeCell();
      flow.closeTable();
      Object.assign(open, { table: false, row: false, cell: false });
    }
    if (!isInTable || open.cell) return;
    if (!open.table) flow.openTable();
    if (!open.row) flow.openRow();
    flow.openCell();
    Object.assign(open, { table: true, row: true, cell: true });
  }

  return {
    text(text) {
      flush();
      arrange();
      flow.text(text);
    },
    byte(byte, charset) {
      if (charset !== charsetOfBytes) flush();
      if (bytes.length === 0) arrange();
      charsetOfBytes = charset;
      bytes.push(byte);
    },
    setInTable(is) {
      flush();
      isInTable = is;
    },
    paragraph() {
      flush();
      flow.paragraph();
    },
    endCell() {
      flush();
      arrange();
      if (open.cell) flow.closeCell();
      open.cell = false;
    },
    endRow() {
      flush();
      if (open.row) flow.closeRow();
      open.row = false;
    },
    finish() {
      flush();
      return flow.finish();
    },
  };
}
