import { Command } from 'commander';
import { expect, test } from 'vitest';
import { rightOf, rightOptions } from './right-options.ts';

/** The fields that a command line sends. */
function sent(...words: readonly string[]): object {
  const command = new Command();
  rightOptions(command);
  command.parse(['node', 'hub', ...words]);
  return rightOf(command.opts());
}

test('the end of a waiver is sent with its notice, and whether it is an emergency is said either way or not at all', () => {
  const said = ['--ground', 'drug-use', '--noticed-on', '2024-05-12', '--handed-to', 'family'];
  const known = { ground: 'drug-use', noticedOn: '2024-05-12', handedTo: 'family', endsOn: '2024-05-13' };
  const ends = [...said, '--ends-on', '2024-05-13'];
  expect(sent(...ends, '--not-critical')).toEqual({ ...known, criticalEmergency: false });
  expect(sent(...ends, '--critical')).toEqual({ ...known, criticalEmergency: true });
  // The hub then asks for it: nobody is spared or not by silence.
  expect(sent(...ends)).toEqual(known);
});

test('whoever says both that it is critical and that it is not is taken at the safer word', () => {
  expect(sent('--critical', '--not-critical')).toEqual({ criticalEmergency: true });
  expect(sent('--found-on', '2024-06-01')).toEqual({ foundOn: '2024-06-01' });
});
