# Every kind of entity that Limen stores, through Terraform's own AWS provider.
#
#   eval "$(limen env)"
#   terraform init && terraform apply && terraform plan -detailed-exitcode && terraform destroy
#
# A plan right after an apply shows no changes, also after `-var action=s3:PutObject` (a new version of the policies)
# and after `-var stage=next -var path=/next/` (other names, other places).

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { by = "terraform" }
  }
}

variable "stage" { default = "first" }
variable "path" { default = "/team/" }
variable "action" { default = "s3:GetObject" }

data "aws_caller_identity" "me" {}
data "aws_iam_policy" "read_only" { name = "ReadOnlyAccess" }

data "aws_iam_policy_document" "reports" {
  statement {
    actions   = [var.action, "s3:ListBucket"]
    resources = ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalTag/team"
      values   = ["blue", "green"]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.alice.arn, data.aws_caller_identity.me.account_id]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_account_alias" "name" { account_alias = "limen-${var.stage}" }

resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 12
  require_symbols                = true
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 3
}

resource "aws_iam_policy" "reports" {
  name        = "reports"
  path        = "/team/"
  description = "The reports, for the teams that may see them"
  policy      = data.aws_iam_policy_document.reports.json
}

resource "aws_iam_user" "alice" {
  name                 = "alice-${var.stage}"
  path                 = var.path
  permissions_boundary = data.aws_iam_policy.read_only.arn
  tags                 = { team = "blue" }
}

resource "aws_iam_user" "bob" {
  name          = "bob"
  force_destroy = true
}
resource "aws_iam_access_key" "bob" { user = aws_iam_user.bob.name }

resource "aws_iam_user_login_profile" "bob" {
  user                    = aws_iam_user.bob.name
  password_reset_required = true
}

resource "aws_iam_user_ssh_key" "bob" {
  username   = aws_iam_user.bob.name
  encoding   = "SSH"
  public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDJKhejAUba8Y+yGUmXUd8zTNC0ZOfWoyTKyXt+AJS8fFNbtUlpH6mQOXL3iHqU3QZFHQdcMTKmixTwzD5Voe5TMDZaxQKC5lzBTVbnu3pKBOG+EkJNlBrZs8VZRpHLwo968Z7dHKmTL2iXw18zElE5PEzz8AiEShVwi34Y/DKSHfxgIfiCmGtocsllF9rnBvF0JWEsee+/qpEMjii2sAu6uzTpOL8A+3JDf1EuHR2tSLG2LBA8i16XTNRv/1DWIcLpknowG4rMjgAneuxqCXF9r9JyYymeKSIsG3rw1FTwKwLeTi+r05C4nHfbhhnZ0+IWGZe+zZHM4LUHKVTOtgTf"
}

resource "aws_iam_service_specific_credential" "bob" {
  user_name    = aws_iam_user.bob.name
  service_name = "codecommit.amazonaws.com"
}

resource "aws_iam_user_policy" "alice" {
  name   = "reports"
  user   = aws_iam_user.alice.name
  policy = data.aws_iam_policy_document.reports.json
}

resource "aws_iam_user_policy_attachment" "alice" {
  user       = aws_iam_user.alice.name
  policy_arn = aws_iam_policy.reports.arn
}

resource "aws_iam_group" "readers" {
  name = "readers-${var.stage}"
  path = var.path
}

resource "aws_iam_group_membership" "readers" {
  name  = "readers"
  group = aws_iam_group.readers.name
  users = [aws_iam_user.alice.name, aws_iam_user.bob.name]
}

resource "aws_iam_group_policy" "readers" {
  name   = "reports"
  group  = aws_iam_group.readers.name
  policy = data.aws_iam_policy_document.reports.json
}

resource "aws_iam_group_policy_attachment" "readers" {
  group      = aws_iam_group.readers.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_role" "worker" {
  name                 = "worker"
  path                 = "/team/"
  description          = "In the ${var.stage} stage"
  max_session_duration = 7200
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.reports.arn
  tags                 = { stage = var.stage }
}

resource "aws_iam_role_policy" "worker" {
  name   = "reports"
  role   = aws_iam_role.worker.name
  policy = data.aws_iam_policy_document.reports.json
}

resource "aws_iam_role_policy_attachment" "worker" {
  role       = aws_iam_role.worker.name
  policy_arn = data.aws_iam_policy.read_only.arn
}

resource "aws_iam_role_policies_exclusive" "worker" {
  role_name    = aws_iam_role.worker.name
  policy_names = [aws_iam_role_policy.worker.name]
}

resource "aws_iam_instance_profile" "worker" {
  name = "worker"
  path = "/team/"
  role = aws_iam_role.worker.name
}

data "aws_iam_users" "team" {
  path_prefix = var.path
  depends_on  = [aws_iam_user.alice]
}

output "team" { value = data.aws_iam_users.team.names }
