/** The lines in which two texts differ: a longest common subsequence, which is quick enough for a policy's few lines. */

export interface Line {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

export function diffLines(before: string, after: string): readonly Line[] {
  const old = before.split('\n');
  const young = after.split('\n');
  const lengths = commonLengths(old, young);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      lines.push({ kind: 'same', text: old[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= young.length || (i < old.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      lines.push({ kind: 'removed', text: old[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: young[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

type Table = readonly Uint32Array[];

const at = (table: Table, i: number, j: number) => table[i]?.[j] ?? 0;

/** For each pair of places, the number of lines that what follows them has in common. */
function commonLengths(old: readonly string[], young: readonly string[]): Table {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(young.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (!row) continue;
      row[j] = old[i] === young[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}
