"""Action and NotAction (spec policy 2.2)."""

from tests.cases.writing import ALLOWED, EXPLICIT, IMPLICIT, allow, case, deny

# pattern(s), requested action, matches, why
_ACTION = [
    ("s3:*", "s3:GetObject", True, "a star covers every operation of the service"),
    ("S3:GETobject", "s3:GetObject", True, "letter case does not matter"),
    ("s3:getobject", "S3:GETOBJECT", True, "neither does it in the request"),
    ("s3:Get?bject", "s3:GetObject", True, "a question mark is one character"),
    ("s3:Get?Object", "s3:GetObject", False, "a question mark is not zero characters"),
    ("s3:GetObjec?", "s3:GetObject", True, "a question mark at the end"),
    ("s3:GetObject?", "s3:GetObject", False, "a question mark needs a character at the end"),
    ("s3:??????????", "s3:GetObject", False, "ten question marks are not nine letters"),
    ("s3:?????????", "s3:GetObject", True, "nine question marks are nine letters"),
    ("iam:*AccessKey*", "iam:CreateAccessKey", True, "stars around"),
    ("iam:*AccessKey*", "iam:GetAccessKeyLastUsed", True, "stars around, both filled"),
    ("iam:*AccessKey*", "iam:CreateUser", False, "the middle is literal"),
    ("s3:*Object", "s3:GetObject", True, "a star at the front"),
    ("s3:*Object", "s3:GetObjectAcl", False, "the tail is anchored"),
    ("s3:Get*", "s3:PutObject", False, "the head is anchored"),
    ("s3:G*t*t", "s3:GetObject", True, "two stars"),
    ("s3:G*Object*Acl", "s3:GetObject", False, "text after the second star is missing"),
    ("s3:***", "s3:GetObject", True, "several stars are one"),
    ("s3:*?", "s3:GetObject", True, "a star and one character"),
    ("s3:GetObject*", "s3:GetObject", True, "a star may be empty"),
    ("s3:GetObject", "s3:GetObjectAcl", False, "no prefix matching without a star"),
    ("s3:GetObjectAcl", "s3:GetObject", False, "a longer action"),
    ("s3:Get.bject", "s3:GetObject", False, "a dot is a dot"),
    ("s3:[G]etObject", "s3:GetObject", False, "brackets are brackets"),
    ("s3:GetObject|PutObject", "s3:GetObject", False, "a bar is a bar"),
    ("s3:(Get)Object", "s3:GetObject", False, "parentheses are parentheses"),
    ("s3:GetObject$", "s3:GetObject", False, "a dollar sign is not an anchor"),
    ("s3:", "s3:GetObject", False, "an empty operation matches nothing"),
    ("s3: GetObject", "s3:GetObject", False, "blanks are significant"),
    ("s3:Get Object", "s3:GetObject", False, "blanks inside are significant"),
    ("s3:GetObject ", "s3:GetObject", False, "a blank at the end is significant"),
    ("ec2:GetObject", "s3:GetObject", False, "another service"),
    ("s3express:*", "s3:GetObject", False, "a service whose name begins alike"),
    ("s3:*", "s3express:CreateSession", False, "a service whose name begins alike, the other way round"),
    ("*", "s3:GetObject", True, "the bare star"),
    ("*", "iam:CreateUser", True, "the bare star covers any service"),
    ("*:*", "s3:GetObject", True, "star colon star is the bare star"),
    (["ec2:*", "s3:GetObject"], "s3:GetObject", True, "one of a list"),
    (["ec2:*", "iam:*"], "s3:GetObject", False, "none of a list"),
    ("execute-api:Invoke", "execute-api:Invoke", True, "a service prefix with a hyphen"),
    ("s3:${aws:username}", "s3:GetObject", False, "variables are not substituted in actions"),
]

# NotAction, requested action, matches, why
_NOT_ACTION = [
    ("iam:*", "s3:GetObject", True, "everything but iam"),
    ("iam:*", "iam:GetUser", False, "what is listed is left out"),
    ("IAM:*", "iam:GetUser", False, "letter case does not matter"),
    (["iam:*", "s3:Get*"], "s3:GetObject", False, "any entry excludes"),
    (["iam:*", "s3:Get*"], "s3:PutObject", True, "no entry excludes"),
    ("*", "s3:GetObject", False, "excluding everything leaves nothing"),
    ("s3:", "s3:GetObject", True, "an entry that matches nothing excludes nothing"),
    ("s3:Get?bject", "s3:GetObject", False, "wildcards work"),
]

CASES = [
    case(f"action-{number:02d}", "2.2", f"Action {pattern} against {action}: {why}", ALLOWED if hit else IMPLICIT,
         action=action, identity=[allow(pattern)])
    for number, (pattern, action, hit, why) in enumerate(_ACTION, 1)
] + [
    case(f"not-action-{number:02d}", "2.2", f"Allow NotAction {pattern} against {action}: {why}",
         ALLOWED if hit else IMPLICIT, action=action, identity=[allow(NotAction=pattern)])
    for number, (pattern, action, hit, why) in enumerate(_NOT_ACTION, 1)
] + [
    case(f"deny-not-action-{number:02d}", "2.2", f"Deny NotAction {pattern} against {action}: {why}",
         EXPLICIT if hit else ALLOWED, action=action, identity=[allow("*"), deny(NotAction=pattern)])
    for number, (pattern, action, hit, why) in enumerate(_NOT_ACTION, 1)
] + [
    case("action-deny-01", "2.2", "A Deny of another letter case applies", EXPLICIT,
         identity=[allow("s3:*"), deny("S3:getOBJECT")]),
    case("action-deny-02", "2.2", "A Deny of another operation does not apply", ALLOWED,
         identity=[allow("s3:*"), deny("s3:PutObject")]),
    case("action-deny-03", "2", "The order of statements is irrelevant: Deny first", EXPLICIT,
         identity=[deny("s3:Get*"), allow("s3:*")]),
    case("action-deny-04", "2", "A Deny alone allows nothing else", IMPLICIT,
         identity=[deny("s3:PutObject")]),
]  # fmt: skip
