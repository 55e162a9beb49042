/** The sign-in page: an IAM user, the root user, or a name that this browser remembers. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import type { Login } from '../../api/token';
import { setDark, useDark } from '../../app/mode';
import { ProofForm } from './ProofForm';
import { forget, labelOf, readRemembered, remember } from './remembered';

type Kind = 'user' | 'root';

export default function SignInPage() {
  const [login, setLogin] = useState<Login>();
  const [isRemembered, setRemembered] = useState(true);
  useEffect(() => {
    document.title = 'Sign in | Limen';
  }, []);
  return (
    <main className="signin">
      <div className="brand">
        <img src="/console/favicon.svg" alt="" />
        <Box variant="h1" tagOverride="div" fontSize="display-l">
          Limen
        </Box>
      </div>
      <Container header={<Header variant="h1">Sign in</Header>}>
        {login ? (
          <ProofForm login={login} onBack={() => setLogin(undefined)} onDone={() => isRemembered && remember(login)} />
        ) : (
          <WhoForm onChosen={setLogin} isRemembered={isRemembered} onRemembered={setRemembered} />
        )}
      </Container>
      <ModeSwitch />
    </main>
  );
}

function ModeSwitch() {
  const dark = useDark();
  return (
    <Box textAlign="center">
      <Button variant="inline-link" onClick={() => setDark(!dark)}>
        {dark ? 'Light mode' : 'Dark mode'}
      </Button>
    </Box>
  );
}

interface WhoProps {
  onChosen: (login: Login) => void;
  isRemembered: boolean;
  onRemembered: (value: boolean) => void;
}

function WhoForm({ onChosen, isRemembered, onRemembered }: WhoProps) {
  const asked = new URLSearchParams(window.location.search);
  const [kind, setKind] = useState<Kind>('user');
  const [account, setAccount] = useState(asked.get('account') ?? '');
  const [userName, setUserName] = useState('');
  const [email, setEmail] = useState('');
  const [isShown, setShown] = useState(false);
  const missing = kind === 'root' ? !email : !account || !userName;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setShown(true);
        if (missing) return;
        onChosen(kind === 'root' ? { email: email.trim() } : { account: account.trim(), userName: userName.trim() });
      }}
    >
      <SpaceBetween size="l">
        <Remembered onChosen={onChosen} />
        <SegmentedControl
          label="Sign in as"
          selectedId={kind}
          onChange={({ detail }) => setKind(detail.selectedId as Kind)}
          options={[
            { id: 'user', text: 'IAM user' },
            { id: 'root', text: 'Root user' },
          ]}
        />
        {kind === 'root' ? (
          <FormField label="Root user e-mail address" errorText={isShown && !email && 'Enter an e-mail address.'}>
            <Input
              value={email}
              onChange={({ detail }) => setEmail(detail.value)}
              type="email"
              autoComplete="username"
              name="email"
            />
          </FormField>
        ) : (
          <SpaceBetween size="l">
            <FormField label="Account ID or alias" errorText={isShown && !account && 'Enter an account ID or alias.'}>
              <Input
                value={account}
                onChange={({ detail }) => setAccount(detail.value)}
                autoComplete="organization"
                name="account"
                spellcheck={false}
              />
            </FormField>
            <FormField label="IAM user name" errorText={isShown && !userName && 'Enter a user name.'}>
              <Input
                value={userName}
                onChange={({ detail }) => setUserName(detail.value)}
                autoComplete="username"
                name="username"
                spellcheck={false}
              />
            </FormField>
          </SpaceBetween>
        )}
        <Checkbox checked={isRemembered} onChange={({ detail }) => onRemembered(detail.checked)}>
          Remember this account in this browser
        </Checkbox>
        <Button variant="primary" formAction="submit" fullWidth>
          Next
        </Button>
      </SpaceBetween>
    </form>
  );
}

function Remembered({ onChosen }: { onChosen: (login: Login) => void }) {
  const [logins, setLogins] = useState(readRemembered);
  if (logins.length === 0) {
    return (
      <Alert type="info">
        The first start of Limen wrote the sign-in details of the account into <code>credentials.json</code> in its data
        directory.
      </Alert>
    );
  }
  return (
    <SpaceBetween size="xs">
      <Box variant="awsui-key-label">Remembered in this browser</Box>
      {logins.map((login) => (
        <SpaceBetween key={labelOf(login)} direction="horizontal" size="xxs" alignItems="center">
          <Button iconName="user-profile" formAction="none" onClick={() => onChosen(login)}>
            {labelOf(login)}
          </Button>
          <Button
            variant="icon"
            iconName="close"
            formAction="none"
            ariaLabel={`Forget ${labelOf(login)}`}
            onClick={() => {
              forget(login);
              setLogins(readRemembered());
            }}
          />
        </SpaceBetween>
      ))}
    </SpaceBetween>
  );
}
