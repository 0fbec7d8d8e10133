#!/usr/bin/env python3
"""A plain detector of unlikely recipients, for the benches to hold their figures against. Standard library only.

usage: baseline.py MAIL MOST WEIGHED

MAIL is an mbox file, or lines of JSON ({"to": [address, ...], "subject": text, "text": text}) in order of time. The first MOST
messages are learnt, and the last WEIGHED of them weighed before that: who gets how much mail, and whose mail has the same words
(TF-IDF in dictionaries, the recipients of the thirty nearest messages: Carvalho and Cohen 2007).

Prints messages learnt a second, the median of the milliseconds one is weighed in, and messages a second of all that was done.
"""
import collections, email.utils, heapq, itertools, json, mailbox, math, re, statistics, sys, time

WORD = re.compile(r"[^\W\d_]\w{2,}")


class Past:
    def __init__(self):
        self.sent = []
        self.count = collections.Counter()
        self.messages_of = {}

    def vector(self, words):
        total = len(self.sent) + 2
        vector = {word: (1 + math.log(times)) * math.log(total / (len(self.messages_of.get(word, ())) + 0.5))
                  for word, times in collections.Counter(words).items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1
        return {word: weight / length for word, weight in vector.items()}

    def weigh(self, to, words):
        near = collections.defaultdict(float)
        for word, weight in self.vector(words).items():
            for message, other in self.messages_of.get(word, {}).items():
                near[message] += weight * other
        best = heapq.nlargest(30, near.items(), key=lambda item: item[1])
        total = sum(nearness for _, nearness in best) or 1
        share = collections.defaultdict(float)
        for message, nearness in best:
            for who in self.sent[message]:
                share[who] += nearness / total
        return {who: -share[who] - 0.1 * math.log1p(self.count[who]) for who in to}

    def learn(self, to, words):
        for word, weight in self.vector(words).items():
            self.messages_of.setdefault(word, {})[len(self.sent)] = weight
        self.count.update(to)
        self.sent.append(to)


def mails(path):
    if not path.endswith(".mbox"):
        for line in open(path, encoding="utf-8"):
            mail = json.loads(line)
            yield mail["to"], mail["subject"] + " " + mail["text"]
        return
    for mail in mailbox.mbox(path):
        to = [address for _, address in email.utils.getaddresses(mail.get_all("To", []) + mail.get_all("Cc", []))]
        yield to, str(mail["Subject"]) + " " + mail.get_payload(decode=True).decode("utf-8", "replace")


path, most, weighed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
past, learning, weighing, begun = Past(), 0.0, [], time.perf_counter()
for number, (to, text) in enumerate(itertools.islice(mails(path), most)):
    start = time.perf_counter()
    words = WORD.findall(text.lower())
    read = time.perf_counter()
    if number >= most - weighed:
        past.weigh(to, words)
        weighing.append(time.perf_counter() - read)
    start += time.perf_counter() - read
    past.learn(to, words)
    learning += time.perf_counter() - start
took = time.perf_counter() - begun
print(len(past.sent) / learning, statistics.median(weighing or [0]) * 1e3, len(past.sent) / took)
