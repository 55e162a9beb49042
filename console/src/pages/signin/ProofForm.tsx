/** The password, then whatever else the server requires (an MFA code, a new password). */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { describeError } from '../../api/errors';
import { signIn } from '../../api/session';
import { type Login, type Offer, type PasskeyAnswer, SignInError } from '../../api/token';
import { PasskeyButton } from './PasskeyButton';
import { labelOf } from './remembered';

export type Step = 'password' | 'code' | 'new-password';

export interface Answers {
  readonly password: string;
  readonly mfaCode: string;
  readonly newPassword: string;
  readonly repeated: string;
  readonly passkey?: PasskeyAnswer;
}

/** The next step that the server's answer requires; `undefined` if it is a refusal. */
export function stepAfter(error: unknown): Step | undefined {
  if (!(error instanceof SignInError)) return undefined;
  if (error.code === 'MFA_REQUIRED') return 'code';
  return error.code === 'PASSWORD_CHANGE_REQUIRED' ? 'new-password' : undefined;
}

const offerIn = (error: unknown) => (error instanceof SignInError ? error.offer : undefined);

/** The step to repeat after a refusal: a new challenge for a passkey comes with the password only. */
export const repeatedStep = (step: Step, answers: Answers): Step => (answers.passkey ? 'password' : step);

/** Errors that are found before the server is called. */
export function checkAnswers(step: Step, answers: Answers): string | undefined {
  if (step === 'password') return answers.password ? undefined : 'Enter your password.';
  if (step === 'code' && answers.passkey) return undefined;
  if (step === 'code') return /^\d{6}$/.test(answers.mfaCode) ? undefined : 'Enter the six digits of your MFA device.';
  if (!answers.newPassword) return 'Enter a new password.';
  return answers.newPassword === answers.repeated ? undefined : 'The two passwords differ.';
}

interface Props {
  login: Login;
  onBack?: () => void;
  onDone?: () => void;
}

const EMPTY: Answers = { password: '', mfaCode: '', newPassword: '', repeated: '' };

export function ProofForm({ login, onBack, onDone }: Props) {
  const [step, setStep] = useState<Step>('password');
  const [answers, setAnswers] = useState(EMPTY);
  const [offer, setOffer] = useState<Offer>({ codes: true });
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const change = (member: keyof Answers) => (value: string) => setAnswers({ ...answers, [member]: value });

  const submit = async (answers: Answers) => {
    const wrong = checkAnswers(step, answers);
    setError(wrong ?? '');
    if (wrong) return;
    setBusy(true);
    try {
      await signIn(login, answers);
      onDone?.();
    } catch (refusal) {
      setBusy(false);
      setOffer((former) => offerIn(refusal) ?? former);
      const next = stepAfter(refusal);
      if (!next) setError(describeError(refusal).message);
      setStep(next ?? repeatedStep(step, answers));
      // A code and the answer of a passkey are valid once, so the next attempt needs new ones.
      setAnswers(next === 'new-password' ? answers : { ...answers, mfaCode: '', passkey: undefined });
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(answers);
      }}
    >
      <SpaceBetween size="l">
        <SpaceBetween direction="horizontal" size="s" alignItems="center">
          <Box variant="strong">
            <span className="wrap">{labelOf(login)}</span>
          </Box>
          {onBack && (
            <Button variant="inline-link" formAction="none" onClick={onBack}>
              Change
            </Button>
          )}
        </SpaceBetween>
        {error && (
          <Alert type="error" header="Not signed in">
            {error}
          </Alert>
        )}
        {step === 'code' && offer.note && <Alert type="info">{offer.note}</Alert>}
        {(step !== 'code' || offer.codes) && (
          <>
            <StepFields step={step} answers={answers} change={change} />
            <Button variant="primary" formAction="submit" loading={isBusy} fullWidth data-testid="sign-in">
              Sign in
            </Button>
          </>
        )}
        {step === 'code' && offer.passkey && (
          <PasskeyButton
            offer={offer.passkey}
            isPrimary={!offer.codes}
            onAnswer={(passkey) => void submit({ ...answers, mfaCode: '', passkey })}
          />
        )}
      </SpaceBetween>
    </form>
  );
}

interface FieldsProps {
  step: Step;
  answers: Answers;
  change: (member: keyof Answers) => (value: string) => void;
}

function StepFields({ step, answers, change }: FieldsProps) {
  if (step === 'password') return <Secret label="Password" value={answers.password} onChange={change('password')} />;
  if (step === 'code') {
    return (
      <FormField label="MFA code" description="Six digits that your authenticator app shows now.">
        <Input
          key="code"
          value={answers.mfaCode}
          onChange={({ detail }) => change('mfaCode')(detail.value.replace(/\s/g, ''))}
          autoComplete="one-time-code"
          inputMode="numeric"
          name="code"
          autoFocus
        />
      </FormField>
    );
  }
  return (
    <>
      <Alert type="warning" header="You must choose a new password">
        An administrator requires it, or your password has expired.
      </Alert>
      <Secret label="New password" value={answers.newPassword} onChange={change('newPassword')} isNew />
      <Secret label="New password, again" value={answers.repeated} onChange={change('repeated')} isNew />
    </>
  );
}

interface SecretProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  isNew?: boolean;
}

function Secret({ label, value, onChange, isNew = false }: SecretProps) {
  return (
    <FormField label={label}>
      <Input
        value={value}
        onChange={({ detail }) => onChange(detail.value)}
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        name={label}
        autoFocus={label !== 'New password, again'}
      />
    </FormField>
  );
}
