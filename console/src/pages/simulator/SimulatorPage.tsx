/** The policy simulator. The server decides as for a real request, without making it. */
import {
  type EvaluationResult,
  paginateSimulateCustomPolicy,
  paginateSimulatePrincipalPolicy,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { clients } from '../../api/clients';
import { collect } from '../../api/useQuery';
import { go } from '../../app/router';
import { ActionFailure } from '../../components/ActionFailure';
import { CliCommands } from '../../components/CliCommands';
import { LazyEditor } from '../../components/editor/LazyEditor';
import { FormActions } from '../../components/FormActions';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { NEW_POLICY } from '../../model/document';
import { ContextEntries } from './ContextEntries';
import { PrincipalSelect } from './PrincipalSelect';
import { checkQuestion, makeCommand, type Question } from './question';
import { Results } from './Results';

const firstQuestion = (): Question => {
  const asked = new URLSearchParams(window.location.search);
  return {
    who: 'principal',
    arn: asked.get('principal') ?? '',
    document: NEW_POLICY,
    actions: asked.get('action') ?? '',
    resources: asked.get('resource') ?? '',
    context: [],
  };
};

function ask(question: Question): Promise<EvaluationResult[]> {
  const command = makeCommand(question);
  const client = { client: clients().iam };
  const pages =
    command instanceof SimulatePrincipalPolicyCommand
      ? paginateSimulatePrincipalPolicy(client, command.input)
      : paginateSimulateCustomPolicy(client, command.input);
  return collect(pages, (page) => page.EvaluationResults);
}

export default function SimulatorPage() {
  const [question, setQuestion] = useState(firstQuestion);
  const [answer, setAnswer] = useState<{ question: Question; results: readonly EvaluationResult[] }>();
  const action = useAction();
  const change = (part: Partial<Question>) => setQuestion({ ...question, ...part });
  const fault = checkQuestion(question);
  const submit = async () => {
    const results = await action.attempt(() => ask(question));
    setAnswer(results && { question, results });
  };
  return (
    <Page
      title="Policy simulator"
      description="Find out whether a request would be allowed, and why. No request is made."
    >
      <Container header={<Header variant="h2">Question</Header>}>
        <SpaceBetween size="l">
          <Who question={question} change={change} />
          <FormField
            label="Actions"
            description="One per line, such as iam:CreateUser or s3:GetObject."
            errorText={question.actions && fault}
          >
            <Textarea
              value={question.actions}
              onChange={({ detail }) => change({ actions: detail.value })}
              rows={3}
              spellcheck={false}
            />
          </FormField>
          <FormField label="Resources" description="ARNs, one per line. If empty, all resources.">
            <Textarea
              value={question.resources}
              onChange={({ detail }) => change({ resources: detail.value })}
              rows={2}
              spellcheck={false}
            />
          </FormField>
          <ContextEntries question={question} change={change} />
          <CliCommands commands={fault ? [] : [makeCommand(question)]} />
          <FormActions
            verb="Simulate"
            isReady={!fault}
            isBusy={action.isBusy}
            onCancel={() => go('/')}
            onSubmit={submit}
          />
        </SpaceBetween>
      </Container>
      <ActionFailure action={action} doing="Simulate" />
      {answer && <Results results={answer.results} />}
    </Page>
  );
}

interface WhoProps {
  question: Question;
  change: (part: Partial<Question>) => void;
}

const Who = ({ question, change }: WhoProps) => (
  <SpaceBetween size="m">
    <SegmentedControl
      label="Whose policies"
      selectedId={question.who}
      onChange={({ detail }) => change({ who: detail.selectedId as Question['who'] })}
      options={[
        { id: 'principal', text: 'A user, group or role' },
        { id: 'document', text: 'A policy that I write' },
      ]}
    />
    {question.who === 'principal' ? (
      <PrincipalSelect arn={question.arn} onChange={(arn) => change({ arn })} />
    ) : (
      <LazyEditor value={question.document} onChange={(document) => change({ document })} kind="identity" />
    )}
  </SpaceBetween>
);
