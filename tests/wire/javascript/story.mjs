// The owner's story through the AWS SDK for JavaScript; what came of it is printed as one JSON object.
// Endpoint, region and keys come from AWS_* variables, as in any program of a user.

import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  paginateListUsers,
  waitUntilUserExists,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const PATH = "/javascript/";
const iam = new IAMClient();
const document = (...statements) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

async function refusal(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return {
      name: error.name,
      code: error.Code,
      message: error.message,
      status: error.$metadata.httpStatusCode,
      requestId: error.$metadata.requestId,
      fault: error.$fault,
    };
  }
}

async function createUsers() {
  const tags = [{ Key: "größe", Value: "a b+c/ü" }];
  for (const name of ["js-a", "js-b", "js-c"]) {
    await iam.send(new CreateUserCommand({ UserName: name, Path: PATH, Tags: tags }));
  }
  await waitUntilUserExists({ client: iam, maxWaitTime: 5 }, { UserName: "js-a" });
  const { User: user } = await iam.send(new GetUserCommand({ UserName: "js-a" }));
  return { arn: user.Arn, created: user.CreateDate instanceof Date, tags: user.Tags };
}

async function listUsers() {
  const pages = [];
  for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: PATH })) {
    pages.push(page.Users.map((user) => user.UserName));
  }
  return pages;
}

async function actAsFriend() {
  const look = document({ Effect: "Allow", Action: "iam:ListUsers", Resource: "*" });
  const { Policy: policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "js-look", PolicyDocument: look }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "js-a", PolicyArn: policy.Arn }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: "js-a" }));
  const credentials = { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey };
  const friend = new IAMClient({ credentials });
  const { Users: users } = await friend.send(new ListUsersCommand({ PathPrefix: PATH }));
  return {
    seen: users.length,
    refused: await refusal(friend.send(new CreateUserCommand({ UserName: "js-d" }))),
  };
}

async function assumeRole(account) {
  const trust = document({ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" });
  const { Role: role } = await iam.send(
    new CreateRoleCommand({ RoleName: "js-guide", AssumeRolePolicyDocument: trust }),
  );
  const { Credentials: given } = await new STSClient().send(
    new AssumeRoleCommand({ RoleArn: role.Arn, RoleSessionName: "js" }),
  );
  const credentials = {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
  };
  const { Arn: arn } = await new STSClient({ credentials }).send(new GetCallerIdentityCommand());
  return { arn, trust: decodeURIComponent(role.AssumeRolePolicyDocument) === trust };
}

const { Account: account, Arn: owner } = await new STSClient().send(new GetCallerIdentityCommand());
const told = {
  owner,
  user: await createUsers(),
  pages: await listUsers(),
  missing: await refusal(iam.send(new GetUserCommand({ UserName: "js-nobody" }))),
  taken: await refusal(iam.send(new CreateUserCommand({ UserName: "js-a" }))),
  friend: await actAsFriend(),
  session: await assumeRole(account),
};
console.log(JSON.stringify(told));
