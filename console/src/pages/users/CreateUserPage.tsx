/** Create a user in four steps: details, permissions, tags, and a review before anything is sent. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useState } from 'react';
import { useChrome } from '../../app/chrome';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { signInAddress } from '../../components/credentials/ConsolePassword';
import { SecretOnce } from '../../components/credentials/SecretOnce';
import { pathOf } from '../../components/EntityLink';
import { useAction } from '../../components/useAction';
import { DetailsStep } from './DetailsStep';
import { checkUser, newUser, planUser } from './newUser';
import { PermissionsStep } from './PermissionsStep';
import { ReviewStep } from './ReviewStep';
import { TagsStep } from './TagsStep';

const PARENTS = [{ text: 'Users', to: '/users' }];

export default function CreateUserPage() {
  useChrome('Create user', PARENTS);
  const [step, setStep] = useState(0);
  const [form, setForm] = useState(newUser);
  const [isChecked, setChecked] = useState(false);
  const [isCreated, setCreated] = useState(false);
  const action = useAction();
  const faults = checkUser(form);
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });

  const submit = async () => {
    if (!(await action.send(planUser(form), `The user ${form.name} was created`))) return;
    if (form.hasConsole && form.password.isMade) setCreated(true);
    else go(pathOf('users', form.name));
  };

  return (
    <>
      <Wizard
        activeStepIndex={step}
        isLoadingNextStep={action.isBusy}
        submitButtonText="Create user"
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          navigationAriaLabel: 'Steps',
        }}
        onCancel={() => go('/users')}
        onNavigate={({ detail }) => {
          setChecked(true);
          if (detail.requestedStepIndex > 0 && Object.values(faults).some(Boolean)) setStep(0);
          else setStep(detail.requestedStepIndex);
        }}
        onSubmit={submit}
        steps={[
          {
            title: 'User details',
            content: <DetailsStep form={form} change={change} faults={isChecked ? faults : {}} />,
          },
          { title: 'Permissions', isOptional: true, content: <PermissionsStep form={form} change={change} /> },
          { title: 'Tags', isOptional: true, content: <TagsStep form={form} change={change} /> },
          {
            title: 'Review and create',
            content: (
              <SpaceBetween size="l">
                <ActionFailure action={action} doing="Create user" />
                <ReviewStep form={form} />
              </SpaceBetween>
            ),
          },
        ]}
      />
      {isCreated && (
        <SecretOnce
          title={`The user ${form.name} was created`}
          fileName={`${form.name}_credentials.csv`}
          lines={[
            { label: 'Sign-in address', value: signInAddress() },
            { label: 'User name', value: form.name },
            { label: 'Password', value: form.password.password, isSecret: true },
          ]}
          onClose={() => go(pathOf('users', form.name))}
        />
      )}
    </>
  );
}
