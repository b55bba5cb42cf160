-- What was silenced and fires still is looked for every half minute, to be acted upon when its maintenance has ended.
CREATE INDEX alerts_silenced ON alerts (source, fingerprint) WHERE verdict = 'silenced' AND firing = 1;
