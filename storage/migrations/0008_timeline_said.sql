-- Updates and notes are listed by themselves, and a timeline may be long. Other events cost nothing here.
CREATE INDEX timeline_updates ON timeline (incident_id, position) WHERE kind = 'update_posted';
CREATE INDEX timeline_notes ON timeline (incident_id, position) WHERE kind = 'note_added';
