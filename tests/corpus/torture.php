<?php
/* Parses one mail and looks at all of it, for torture_run.py. */
declare(strict_types=1);

$message = mailbox_parse((string) file_get_contents($argv[1]));
foreach ((new ReflectionClass($message))->getProperties() as $property) {
    if ($property->isInitialized($message)) {
        $property->getValue($message);
    }
}
foreach ([$message->plainText(), $message->snippet(), $message->baseSubject(), $message->replyText(), $message->quotedText(), $message->signatureText()] as $text) {
    if (preg_match('//u', $text) !== 1) {
        fwrite(STDERR, "text that is not UTF-8\n");
        exit(1);
    }
}
$message->headerList();
$message->threadIds();
$message->contentIds();
foreach ($message->attachments as $part) {
    hash('sha256', $part->content());
}
