//! PHP: its own `mail()`, PHPMailer and Symfony's Mailer.

use std::fs;
use std::process::{Command, Stdio};

use super::{SECRET, is_missing, matrix};
use crate::sendmail::office::Office;
use crate::sendmail::{ANNA, KEN, LEA, RIVAL, TOM};
use crate::support::guard::{Done, until};

#[tokio::test(flavor = "multi_thread")]
async fn phpmailer() {
    const SCRIPT: &str = "<?php require '/usr/share/php/libphp-phpmailer/autoload.php';
[, $sendmail, $to, $subject] = $argv;
$mail = new PHPMailer\\PHPMailer\\PHPMailer(true);
$mail->isSendmail();
$mail->Sendmail = $sendmail;
$mail->setFrom('anna@firm.example', 'Anna');
$mail->addAddress($to);
$mail->Subject = $subject;
$mail->Body = \"Hello\\n.\\nend\\n\";
exit($mail->send() ? 0 : 1);";
    if is_missing("php") {
        return;
    }
    let (office, arrived) =
        matrix(|office, to, subject| php(office, SCRIPT, &office.sendmail().display().to_string(), to, subject)).await;
    let words = office.calls()[0].words.clone();
    assert!(words.contains("-oi") && words.contains("-t") && words.contains("-fanna@firm.example"), "{words}");
    assert!(arrived.ends_with("\r\n\r\nHello\r\n.\r\nend\r\n"), "{arrived}");
    assert!(office.fake.messages()[0].mail.contains(&format!("<{ANNA}>")));
}

fn php(office: &Office, script: &str, sendmail: &str, to: &str, subject: &str) -> Done {
    fs::write(office.path("script.php"), script).unwrap();
    let mut php = Command::new("php");
    php.arg(office.path("script.php")).args([sendmail, to, subject]).stdin(Stdio::null()).output().unwrap().into()
}

/// Symfony's Mailer, whose sendmail transport is the successor of SwiftMailer's; Lea gets a hidden copy.
const SYMFONY: &str = "<?php require '/usr/share/php/Symfony/Component/Mailer/autoload.php';
use Symfony\\Component\\Mailer\\{Mailer, Transport\\SendmailTransport};
use Symfony\\Component\\Mime\\Email;
[, $sendmail, $to, $subject] = $argv;
$mail = (new Email())->from('anna@firm.example')->to($to)->subject($subject)->text(\"Hello\\n.\\nend\\n\");
if ($to === 'tom@firm.example') { $mail->cc('lea@firm.example'); }
(new Mailer(new SendmailTransport($sendmail)))->send($mail);";

#[tokio::test(flavor = "multi_thread")]
async fn symfony_mailer_by_session_and_by_pipe() {
    if is_missing("php") {
        return;
    }
    for mode in ["-bs", "-t -i"] {
        let office = Office::open().await;
        let sendmail = format!("{} {mode}", office.sendmail().display());
        let done = php(&office, SYMFONY, &sendmail, TOM, "Lunch");
        assert_eq!(done.code, 0, "{done:#?}");
        let arrived = office.arrives(1);
        assert_eq!(office.fake.messages()[0].recipients(), [TOM, LEA]);
        assert!(
            arrived.contains("Subject: Lunch\r\n") && arrived.contains("\r\n\r\nHello\r\n.\r\nend"),
            "{mode}: {arrived}"
        );
        let done = php(&office, SYMFONY, &sendmail, KEN, SECRET);
        assert_eq!(done.code, 0, "{done:#?}");
        office.is_held();
        let words = &office.calls()[0].words;
        assert!(words == mode || words == "-i -fanna@firm.example -- tom@firm.example lea@firm.example", "{words}");
    }
}

/// A refusal is an exception, and the program knows it.
#[tokio::test(flavor = "multi_thread")]
async fn symfony_mailer_learns_of_a_refusal() {
    if is_missing("php") {
        return;
    }
    let office = Office::with(RIVAL).await;
    for mode in ["-bs", "-t -i"] {
        let sendmail = format!("{} {mode}", office.sendmail().display());
        let done = php(&office, SYMFONY, &sendmail, "x@rival.example", "Hello");
        assert_ne!(done.code, 0, "{mode}: {done:#?}");
    }
    assert_eq!((office.fake.messages().len(), office.guard.list().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn php_mail() {
    const SCRIPT: &str = "<?php [, $sendmail, $to, $subject] = $argv;
exit(mail($to, $subject, \"Hello\\n.\\nend\\n\", ['From' => 'anna@firm.example', 'Bcc' => 'lea@firm.example'], '-fanna@firm.example') ? 0 : 1);";
    if is_missing("php") {
        return;
    }
    let office = Office::open().await;
    let send = |to: &str, subject: &str| -> Done {
        fs::write(office.path("script.php"), SCRIPT).unwrap();
        let path = format!("sendmail_path={} -t -i", office.sendmail().display());
        let mut php = Command::new("php");
        php.args(["-d", &path]).arg(office.path("script.php")).args(["-", to, subject]);
        php.stdin(Stdio::null()).output().unwrap().into()
    };
    assert_eq!(send(TOM, "Lunch").code, 0);
    let arrived = office.arrives(1);
    assert_eq!(office.fake.messages()[0].recipients(), [TOM, LEA]);
    assert!(!arrived.contains("lea@") && arrived.ends_with("\r\n\r\nHello\r\n.\r\nend\r\n\r\n"), "{arrived}");
    assert_eq!(send(KEN, SECRET).code, 0);
    until("it is held", || office.guard.list().len() == 1);
    assert!(office.calls().iter().all(|call| call.code == 0 && call.words == "-t -i -fanna@firm.example"));
    assert_eq!(office.fake.messages().len(), 1);
}
