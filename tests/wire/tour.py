"""A tour through every operation that Limen handles, as commands of the `aws` command line, in an order that works.

A line is a command. `-> name: query` keeps what the query (JMESPath) finds in the answer as `$name`; `! words` promises
a refusal that says so, `!! words` one that is the operation's only answer here (tokens need an issuer, as in
test_web_identity.py); `@visitor` at the start signs with the visitor's key. `$code1`, `$code2`, ... are consecutive
codes of the MFA device whose seed is in `$seed`.
"""

TOUR = """
iam create-user --user-name tourist --path /tour/ --tags Key=b,Value=2 Key=a,Value=1 -> user: User.Arn
iam create-user --cli-input-json '{"UserName": "visitor", "Path": "/tour/"}'
iam get-user --user-name tourist
iam list-users --path-prefix /tour/
iam update-user --user-name tourist --new-user-name traveller
iam tag-user --user-name traveller --tags Key=c,Value=3
iam untag-user --user-name traveller --tag-keys b c
iam list-user-tags --user-name traveller

iam create-group --group-name guests --path /tour/
iam update-group --group-name guests --new-group-name travellers
iam add-user-to-group --group-name travellers --user-name traveller
iam get-group --group-name travellers
iam list-groups --path-prefix /tour/
iam list-groups-for-user --user-name traveller
iam remove-user-from-group --group-name travellers --user-name traveller

iam create-policy --policy-name look --policy-document '$look' --description x --tags Key=k,Value= -> policy: Policy.Arn
iam get-policy --policy-arn $policy
iam list-policies --scope Local
iam create-policy-version --policy-arn $policy --policy-document '$touch' --set-as-default
iam get-policy-version --policy-arn $policy --version-id v2
iam list-policy-versions --policy-arn $policy
iam set-default-policy-version --policy-arn $policy --version-id v1
iam delete-policy-version --policy-arn $policy --version-id v2
iam tag-policy --policy-arn $policy --tags Key=l,Value=w
iam untag-policy --policy-arn $policy --tag-keys k
iam list-policy-tags --policy-arn $policy

iam attach-user-policy --user-name traveller --policy-arn $policy
iam attach-group-policy --group-name travellers --policy-arn $policy
iam list-attached-user-policies --user-name traveller
iam list-attached-group-policies --group-name travellers
iam list-entities-for-policy --policy-arn $policy
iam delete-policy --policy-arn $policy ! DeleteConflict
iam put-user-policy --user-name traveller --policy-name inline --policy-document '$look'
iam get-user-policy --user-name traveller --policy-name inline
iam list-user-policies --user-name traveller
iam put-group-policy --group-name travellers --policy-name inline --policy-document '$look'
iam get-group-policy --group-name travellers --policy-name inline
iam list-group-policies --group-name travellers
iam put-user-permissions-boundary --user-name traveller --permissions-boundary $policy
iam delete-user-permissions-boundary --user-name traveller

iam create-role --role-name guide --path /tour/ --description x --assume-role-policy-document '$trust' -> role: Role.Arn
iam get-role --role-name guide
iam list-roles --path-prefix /tour/
iam update-role --role-name guide --max-session-duration 7200
iam update-role-description --role-name guide --description Leading
iam update-assume-role-policy --role-name guide --policy-document '$trust'
iam tag-role --role-name guide --tags Key=k,Value=v
iam untag-role --role-name guide --tag-keys k
iam list-role-tags --role-name guide
iam attach-role-policy --role-name guide --policy-arn $policy
iam list-attached-role-policies --role-name guide
iam put-role-policy --role-name guide --policy-name inline --policy-document '$look'
iam get-role-policy --role-name guide --policy-name inline
iam list-role-policies --role-name guide
iam put-role-permissions-boundary --role-name guide --permissions-boundary $policy
iam delete-role-permissions-boundary --role-name guide

iam create-instance-profile --instance-profile-name bus --path /tour/
iam add-role-to-instance-profile --instance-profile-name bus --role-name guide
iam get-instance-profile --instance-profile-name bus
iam list-instance-profiles --path-prefix /tour/
iam list-instance-profiles-for-role --role-name guide
iam tag-instance-profile --instance-profile-name bus --tags Key=k,Value=v
iam list-instance-profile-tags --instance-profile-name bus
iam untag-instance-profile --instance-profile-name bus --tag-keys k

iam create-open-id-connect-provider --url https://token.example.com/tour --client-id-list sts.amazonaws.com \
--thumbprint-list 6938FD4D98BAB03FAADB97B34396831E3780AEA1 --tags Key=k,Value=v -> issuer: OpenIDConnectProviderArn
iam create-open-id-connect-provider --url https://token.example.com/tour ! EntityAlreadyExists
iam get-open-id-connect-provider --open-id-connect-provider-arn $issuer
iam list-open-id-connect-providers
iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn $issuer --client-id tour
iam remove-client-id-from-open-id-connect-provider --open-id-connect-provider-arn $issuer --client-id tour
iam update-open-id-connect-provider-thumbprint --open-id-connect-provider-arn $issuer \
--thumbprint-list 6938FD4D98BAB03FAADB97B34396831E3780AEA1
iam tag-open-id-connect-provider --open-id-connect-provider-arn $issuer --tags Key=l,Value=w
iam list-open-id-connect-provider-tags --open-id-connect-provider-arn $issuer
iam untag-open-id-connect-provider --open-id-connect-provider-arn $issuer --tag-keys k l
sts assume-role-with-web-identity --role-arn arn:aws:iam::111122223333:role/x --role-session-name tour \
--web-identity-token sesame !! InvalidIdentityToken
iam delete-open-id-connect-provider --open-id-connect-provider-arn $issuer
iam get-open-id-connect-provider --open-id-connect-provider-arn $issuer ! NoSuchEntity

iam create-service-linked-role --aws-service-name ecs.amazonaws.com --description x
iam create-service-linked-role --aws-service-name ecs.amazonaws.com ! has been taken in this account
iam create-service-linked-role --aws-service-name ecs.amazonaws.com --custom-suffix x ! Custom suffix is not allowed
iam delete-service-linked-role --role-name AWSServiceRoleForECS -> task: DeletionTaskId
iam get-service-linked-role-deletion-status --deletion-task-id $task

iam create-saml-provider --name tour --saml-metadata-document=$metadata --add-private-key=$rsakey \
--assertion-encryption-mode Required --tags Key=k,Value=v -> saml: SAMLProviderArn
iam create-saml-provider --name tour --saml-metadata-document=$metadata ! EntityAlreadyExists
iam get-saml-provider --saml-provider-arn $saml -> samlkey: PrivateKeyList[0].KeyId
iam list-saml-providers
iam update-saml-provider --saml-provider-arn $saml --remove-private-key $samlkey ! InvalidInput
iam update-saml-provider --saml-provider-arn $saml --assertion-encryption-mode Allowed --remove-private-key $samlkey
iam tag-saml-provider --saml-provider-arn $saml --tags Key=l,Value=w
iam list-saml-provider-tags --saml-provider-arn $saml
iam untag-saml-provider --saml-provider-arn $saml --tag-keys k l
sts assume-role-with-saml --role-arn arn:aws:iam::111122223333:role/x --principal-arn $saml \
--saml-assertion c2VzYW1l !! InvalidIdentityToken
iam delete-saml-provider --saml-provider-arn $saml

iam upload-server-certificate --server-certificate-name site --path /tour/ --certificate-body=$sitecertificate \
--private-key=$sitekey --certificate-chain=$authority --tags Key=k,Value=v
iam upload-server-certificate --server-certificate-name site --certificate-body=$certificate \
--private-key=$sitekey ! KeyPairMismatch
iam get-server-certificate --server-certificate-name site
iam list-server-certificates --path-prefix /tour/
iam update-server-certificate --server-certificate-name site --new-server-certificate-name home --new-path /tours/
iam tag-server-certificate --server-certificate-name home --tags Key=l,Value=w
iam list-server-certificate-tags --server-certificate-name home
iam untag-server-certificate --server-certificate-name home --tag-keys k l
iam delete-server-certificate --server-certificate-name home

iam get-credential-report ! ReportNotPresent
iam generate-credential-report
iam get-credential-report

iam create-access-key --user-name visitor -> key: AccessKey.AccessKeyId; secret: AccessKey.SecretAccessKey
iam list-access-keys --user-name visitor
iam create-login-profile --user-name visitor --password Correct-Horse-1 --no-password-reset-required
iam get-login-profile --user-name visitor
iam update-login-profile --user-name visitor --password Correct-Horse-2
@visitor iam change-password --old-password Correct-Horse-2 --new-password Correct-Horse-3 ! AccessDenied
iam attach-user-policy --user-name visitor --policy-arn arn:aws:iam::aws:policy/IAMUserChangePassword
@visitor iam change-password --old-password Correct-Horse-2 --new-password Correct-Horse-3
@visitor iam list-roles ! iam:ListRoles
iam get-access-key-last-used --access-key-id $key
iam upload-ssh-public-key --user-name visitor --ssh-public-key-body '$ssh' -> sshid: SSHPublicKey.SSHPublicKeyId
iam list-ssh-public-keys --user-name visitor
iam get-ssh-public-key --user-name visitor --ssh-public-key-id $sshid --encoding PEM
iam update-ssh-public-key --user-name visitor --ssh-public-key-id $sshid --status Inactive
iam upload-signing-certificate --user-name visitor --certificate-body=$certificate -> signer: Certificate.CertificateId
@visitor iam list-signing-certificates ! iam:ListSigningCertificates
iam list-signing-certificates --user-name visitor
iam update-signing-certificate --user-name visitor --certificate-id $signer --status Inactive
iam create-service-specific-credential --user-name visitor --service-name codecommit.amazonaws.com
iam list-service-specific-credentials --user-name visitor -> git: *[0].ServiceSpecificCredentialId | [0]
iam update-service-specific-credential --service-specific-credential-id $git --status Inactive --user-name visitor
iam reset-service-specific-credential --service-specific-credential-id $git --user-name visitor
iam list-service-specific-credentials --all-users --service-name codecommit.amazonaws.com

iam create-virtual-mfa-device --virtual-mfa-device-name phone --bootstrap-method Base32StringSeed --outfile $seed
iam list-virtual-mfa-devices --assignment-status Unassigned -> phone: VirtualMFADevices[0].SerialNumber
iam enable-mfa-device --user-name visitor --serial-number $phone --authentication-code1 $code2 \
--authentication-code2 $code1 ! InvalidAuthenticationCode
iam enable-mfa-device --user-name visitor --serial-number $phone --authentication-code1 $code1 \
--authentication-code2 $code2
iam list-mfa-devices --user-name visitor
iam get-mfa-device --user-name visitor --serial-number $phone
@visitor sts get-session-token --serial-number $phone --token-code $code2 ! invalid MFA one time pass code
@visitor sts get-session-token --serial-number $phone --token-code $code3
iam resync-mfa-device --user-name visitor --serial-number $phone --authentication-code1 $code4 \
--authentication-code2 $code5
iam tag-mfa-device --serial-number $phone --tags Key=k,Value=v
iam list-mfa-device-tags --serial-number $phone
iam untag-mfa-device --serial-number $phone --tag-keys k
iam delete-virtual-mfa-device --serial-number $phone ! DeleteConflict
iam deactivate-mfa-device --user-name visitor --serial-number $phone
iam delete-virtual-mfa-device --serial-number $phone
iam update-access-key --user-name visitor --access-key-id $key --status Inactive
@visitor sts get-caller-identity ! InvalidClientTokenId

iam create-account-alias --account-alias tour-operator
iam list-account-aliases
iam update-account-password-policy --minimum-password-length 12 --require-numbers
iam get-account-password-policy
iam get-account-summary
iam get-account-authorization-details --filter User Role

iam simulate-principal-policy --policy-source-arn $traveller --action-names iam:GetUser iam:DeleteUser
iam simulate-custom-policy --policy-input-list '$look' --action-names iam:GetUser
iam get-context-keys-for-custom-policy --policy-input-list '$touch'
iam get-context-keys-for-principal-policy --policy-source-arn $traveller

sts get-caller-identity
sts get-access-key-info --access-key-id $key
sts assume-role --role-arn $role --role-session-name tour --policy '$look' --tags Key=k,Value=v --duration-seconds 900
sts get-session-token --duration-seconds 900
sts get-federation-token --name guest --policy '$look' --duration-seconds 900
sts decode-authorization-message --encoded-message $encoded

iam delete-account-password-policy
iam delete-account-alias --account-alias tour-operator
iam delete-access-key --user-name visitor --access-key-id $key
iam delete-login-profile --user-name visitor
iam detach-user-policy --user-name visitor --policy-arn arn:aws:iam::aws:policy/IAMUserChangePassword
iam delete-user --user-name visitor ! certificates
iam delete-signing-certificate --user-name visitor --certificate-id $signer
iam delete-user --user-name visitor ! referenced
iam delete-ssh-public-key --user-name visitor --ssh-public-key-id $sshid
iam delete-service-specific-credential --user-name visitor --service-specific-credential-id $git
iam delete-user --user-name visitor
iam remove-role-from-instance-profile --instance-profile-name bus --role-name guide
iam delete-instance-profile --instance-profile-name bus
iam delete-role-policy --role-name guide --policy-name inline
iam detach-role-policy --role-name guide --policy-arn $policy
iam delete-role --role-name guide
iam delete-group-policy --group-name travellers --policy-name inline
iam detach-group-policy --group-name travellers --policy-arn $policy
iam delete-group --group-name travellers
cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=guide --max-results 1
accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document '$touch'
accessanalyzer check-no-new-access --policy-type IDENTITY_POLICY --new-policy-document '$touch' \
  --existing-policy-document '$touch'
accessanalyzer check-access-not-granted --policy-type IDENTITY_POLICY --policy-document '$touch' \
  --access actions=iam:CreateUser
accessanalyzer check-no-public-access --resource-type AWS::S3::Bucket --policy-document '$touch'
organizations describe-organization !! AWSOrganizationsNotInUseException

iam delete-user-policy --user-name traveller --policy-name inline
iam detach-user-policy --user-name traveller --policy-arn $policy
iam delete-user --user-name traveller
iam delete-policy --policy-arn $policy
"""

LOOK = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}}'
TOUCH = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*", '
    '"Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}}'
)
TRUST = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, '
    '"Action": ["sts:AssumeRole", "sts:TagSession"]}}'
)

_POLICY = (
    "Arn AttachmentCount CreateDate DefaultVersionId IsAttachable Path PermissionsBoundaryUsageCount PolicyId "
    "PolicyName UpdateDate"
)
_SSH = "SSHPublicKeyId Status UploadDate UserName"
_GIT = "CreateDate ServiceName ServiceSpecificCredentialId ServiceUserName Status UserName"

# Which fields are there, by command and place in the answer (spec api 2.4).
FIELDS = {
    "create-user": ("User", "Arn CreateDate Path UserId UserName Tags"),
    "get-user": ("User", "Arn CreateDate Path UserId UserName Tags"),
    "list-users": ("Users[0]", "Arn CreateDate Path UserId UserName"),
    "create-group": ("Group", "Arn CreateDate GroupId GroupName Path"),
    "get-group": ("Users[0]", "Arn CreateDate Path UserId UserName"),
    "create-policy": ("Policy", f"{_POLICY} Tags"),
    "get-policy": ("Policy", f"{_POLICY} Description Tags"),
    "list-policies": ("Policies[0]", _POLICY),
    "create-policy-version": ("PolicyVersion", "CreateDate IsDefaultVersion VersionId"),
    "list-policy-versions": ("Versions[0]", "CreateDate IsDefaultVersion VersionId"),
    "get-policy-version": ("PolicyVersion", "CreateDate Document IsDefaultVersion VersionId"),
    "create-role": ("Role", "Arn AssumeRolePolicyDocument CreateDate Description Path RoleId RoleName"),
    "get-role": (
        "Role",
        "Arn AssumeRolePolicyDocument CreateDate Description MaxSessionDuration Path RoleId RoleLastUsed RoleName",
    ),
    "list-roles": (
        "Roles[0]",
        "Arn AssumeRolePolicyDocument CreateDate Description MaxSessionDuration Path RoleId RoleName",
    ),
    "create-instance-profile": ("InstanceProfile", "Arn CreateDate InstanceProfileId InstanceProfileName Path Roles"),
    "get-instance-profile": (
        "InstanceProfile.Roles[0]",
        "Arn AssumeRolePolicyDocument CreateDate Path RoleId RoleName",
    ),
    "list-instance-profiles": (
        "InstanceProfiles[0]",
        "Arn CreateDate InstanceProfileId InstanceProfileName Path Roles",
    ),
    "create-open-id-connect-provider": ("@", "OpenIDConnectProviderArn Tags"),
    "get-open-id-connect-provider": ("@", "ClientIDList CreateDate Tags ThumbprintList Url"),
    "list-open-id-connect-providers": ("OpenIDConnectProviderList[0]", "Arn"),
    "create-service-linked-role": (
        "Role",
        "Arn AssumeRolePolicyDocument CreateDate Description Path RoleId RoleName",
    ),
    "create-saml-provider": ("@", "SAMLProviderArn Tags"),
    "get-saml-provider": (
        "@",
        "AssertionEncryptionMode CreateDate PrivateKeyList SAMLMetadataDocument SAMLProviderUUID Tags ValidUntil",
    ),
    "list-saml-providers": ("SAMLProviderList[0]", "Arn CreateDate ValidUntil"),
    "upload-server-certificate": ("@", "ServerCertificateMetadata Tags"),
    "get-server-certificate": (
        "ServerCertificate",
        "CertificateBody CertificateChain ServerCertificateMetadata Tags",
    ),
    "list-server-certificates": (
        "ServerCertificateMetadataList[0]",
        "Arn Expiration Path ServerCertificateId ServerCertificateName UploadDate",
    ),
    "generate-credential-report": ("@", "Description State"),
    "get-credential-report": ("@", "Content GeneratedTime ReportFormat"),
    "create-access-key": ("AccessKey", "AccessKeyId CreateDate SecretAccessKey Status UserName"),
    "list-access-keys": ("AccessKeyMetadata[0]", "AccessKeyId CreateDate Status UserName"),
    "list-mfa-devices": ("MFADevices[0]", "EnableDate SerialNumber UserName"),
    "list-virtual-mfa-devices": ("VirtualMFADevices[0]", "SerialNumber"),
    "get-mfa-device": ("@", "EnableDate SerialNumber UserName"),
    "create-login-profile": ("LoginProfile", "CreateDate PasswordResetRequired UserName"),
    "get-login-profile": ("LoginProfile", "CreateDate PasswordResetRequired UserName"),
    "upload-ssh-public-key": ("SSHPublicKey", f"{_SSH} Fingerprint SSHPublicKeyBody"),
    "get-ssh-public-key": ("SSHPublicKey", f"{_SSH} Fingerprint SSHPublicKeyBody"),
    "list-ssh-public-keys": ("SSHPublicKeys[0]", _SSH),
    "upload-signing-certificate": ("Certificate", "CertificateBody CertificateId Status UploadDate UserName"),
    "list-signing-certificates": ("Certificates[0]", "CertificateBody CertificateId Status UploadDate UserName"),
    "create-service-specific-credential": ("ServiceSpecificCredential", f"{_GIT} ServicePassword"),
    "reset-service-specific-credential": ("ServiceSpecificCredential", f"{_GIT} ServicePassword"),
    "list-service-specific-credentials": ("ServiceSpecificCredentials[0]", _GIT),
    "assume-role": ("@", "AssumedRoleUser Credentials PackedPolicySize"),
    "get-session-token": ("Credentials", "AccessKeyId Expiration SecretAccessKey SessionToken"),
    "get-federation-token": ("@", "Credentials FederatedUser PackedPolicySize"),
    "get-caller-identity": ("@", "Account Arn UserId"),
}
