/** The differences of two texts, line by line. */
import { diffLines, type Line } from '../model/diff';

const SIGN: Record<Line['kind'], string> = { same: ' ', added: '+', removed: '-' };
const SPOKEN: Record<Line['kind'], string> = { same: '', added: 'added: ', removed: 'removed: ' };

export function Diff({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after);
  if (lines.every((line) => line.kind === 'same')) return <p>No differences.</p>;
  return (
    <pre className="pre diff" data-testid="diff">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are identified by their position only
        <span key={index} className={`diff-${line.kind}`}>
          <span className="hidden-text">{SPOKEN[line.kind]}</span>
          {`${SIGN[line.kind]} ${line.text}\n`}
        </span>
      ))}
    </pre>
  );
}
